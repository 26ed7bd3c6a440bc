using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral.Tests;

/// <summary>The rotation that the balance of moments asks for: P F^T becomes symmetric.</summary>
public class FreeRotationTests
{
    private static readonly Tensor3x3 Balanced = new(1.04, 0.02, -0.01, 0.005, 0.97, 0.003, -0.02, 0.01, 1.01);

    /// <summary>Of all rotations of a deformed body that is in balance, the way back to it.</summary>
    [Theory]
    [InlineData(0.02, 0.0, 0.0)]
    [InlineData(0.0, -0.03, 0.0)]
    [InlineData(0.05, 0.03, -0.04)]
    public void TurnedBody_TurnsBack(double a1, double a2, double a3)
    {
        Tensor3x3 tau = new(8e7, 2e7, 0, 2e7, 4e7, -1e7, 0, -1e7, 6e7), P = tau * Balanced.Inverse.Transpose, F = Rotation(a1, a2, a3) * Balanced;
        for (int i = 0; i < 5; i++)
        {
            Tensor3x3 R = Tensor3x3.Identity + FreeRotation.Turn(0, F, P);
            Assert.InRange((R * R.Transpose - Tensor3x3.Identity).Norm, 0.0, 1e-15);
            F = R * F;
        }

        Assert.InRange((F - Balanced).Norm, 0.0, 1e-12);
        Assert.InRange(FreeRotation.Turn(0, F, P).Norm, 0.0, 1e-12);
    }

    /// <summary>A uniaxial stress has no moment about its axis; about the others it turns F e1 into its direction.</summary>
    [Fact]
    public void UniaxialStress_DoesNotTurnAboutItsAxis()
    {
        Tensor3x3 P = new(5e7, 0, 0, 0, 0, 0, 0, 0, 0);
        Assert.Equal(Tensor3x3.Zero, FreeRotation.Turn(0, Rotation(0.1, 0, 0), P));
        Tensor3x3 F = (Tensor3x3.Identity + FreeRotation.Turn(0, Balanced, P)) * Balanced;
        F = (Tensor3x3.Identity + FreeRotation.Turn(0, F, P)) * F;
        Assert.InRange(Math.Abs(F.M21) + Math.Abs(F.M31), 0.0, 1e-9);
        Assert.Equal(Balanced.M32 - Balanced.M23, F.M32 - F.M23, 1e-3);
    }

    /// <summary>A prescribed component of a pair holds its axis.</summary>
    [Theory]
    [InlineData(1 << 1 | 1 << 2)] // F12 and F13: only x is free
    [InlineData(1 << 3 | 1 << 6)]
    public void PrescribedComponents_HoldTheirAxes(int mask)
    {
        Tensor3x3 P = new(5e7, 1e7, 0, 1e7, 5e7, 3e6, 0, 3e6, 4e7), turn = FreeRotation.Turn(mask, Rotation(0.02, 0.03, 0.01), P);
        Assert.Equal(0.0, turn.M11, 1e-15);
        Assert.True(turn.M12 == 0.0 && turn.M13 == 0.0 && turn.M21 == 0.0 && turn.M31 == 0.0);
        Assert.InRange(turn.M23, 0.01, 0.03); // back by about 0.02
        Assert.Equal(Tensor3x3.Zero, FreeRotation.Turn(mask | 1 << 5, Rotation(0.02, 0.03, 0.01), P));
    }

    /// <summary>Without stress nothing turns.</summary>
    [Fact]
    public void NoStress_NoRotation() => Assert.Equal(Tensor3x3.Zero, FreeRotation.Turn(0, Balanced, Tensor3x3.Zero));

    /// <summary>Rodrigues.</summary>
    private static Tensor3x3 Rotation(double a1, double a2, double a3)
    {
        double angle = Math.Sqrt(a1 * a1 + a2 * a2 + a3 * a3);
        Tensor3x3 k = new(0, -a3, a2, a3, 0, -a1, -a2, a1, 0);
        return Tensor3x3.Identity + Math.Sin(angle) / angle * k + (1.0 - Math.Cos(angle)) / (angle * angle) * (k * k);
    }
}
