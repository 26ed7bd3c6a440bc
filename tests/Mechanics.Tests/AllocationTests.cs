using UmatSurrogate.Mechanics;
using UmatSurrogate.Mechanics.HostConventions;

namespace UmatSurrogate.Mechanics.Tests;

public sealed class AllocationTests
{
    [Fact]
    public void PointFunctions_DoNotAllocate()
    {
        Tensor3x3 f = Tensor3x3.Identity + new RandomTensors(1).Tensor(0.2);
        double[] tangent = new double[36], moduli = new double[36], m5 = new double[25];
        double sum = Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            sum += Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(double.IsFinite(sum));

        double Run()
        {
            PolarDecomposition.Right(f, out Tensor3x3 r, out SymmetricTensor u);
            SymmetricTensor e = SymmetricTensor.Log(u), back = SymmetricTensor.Exp(e), root = SymmetricTensor.Sqrt(u);
            SpatialModuli.Kirchhoff(u, e, tangent, moduli);
            SpatialModuli.AbaqusJaumann(u, e, tangent, moduli);
            SpatialModuli.Rotate(moduli, r, moduli);
            DeviatoricVector.RotationMatrix(r, m5);
            return back.S11 + root.S22 + moduli[0] + m5[0] + StressMeasures.FirstPiolaFromCauchy(e, f).M11;
        }
    }
}
