using UmatSurrogate.Driver;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Plugin;

namespace UmatSurrogate.Tests.Plugin;

/// <summary>The published library under the material-point driver.</summary>
[Collection(LibraryFixture.Collection)]
public sealed class DriverTests(LibraryFixture fixture)
{
    private const string Material = "@ABAQUSNL_UMATSURROGATE@TEST";
    private const int Depvar = 147;
    private const int LateralFree = 0x1FF & ~(1 << 4) & ~(1 << 8);

    private HostLibrary Library => fixture.Library;

    [Fact]
    public void UniaxialTension_LateralStressVanishesAndNewtonConvergesFast()
    {
        MixedLoadStep tension = new()
        {
            Deformation = new(1e-3, 0, 0, 0, 0, 0, 0, 0, 0),
            DeformationMask = LateralFree,
            Time_s = 20,
            Increments = 40,
        };
        int reported = 0;
        DriveResult result = LoadDriver.Run(Library, new(Library, Material, Depvar), [tension], done => reported = done);
        Assert.Equal(40, reported);
        Assert.Equal(0, result.Refusals);
        SymmetricTensor sigma = result.History.CauchyStress_Pa[^1];
        Assert.InRange(sigma.S11, 2.0 * TestModel.SlipResistance_Pa, 4.0 * TestModel.SlipResistance_Pa);
        Assert.Equal(0, sigma.S22, 200.0);
        Assert.Equal(0, sigma.S33, 200.0);
        Assert.InRange(result.MeanIterations, 1, 5);
    }

    [Fact]
    public void PrescribedRotation_LeavesTheRotatedStressAlone()
    {
        // Objectivity through the whole bridge: F and Q F give sigma and Q sigma Q^T.
        Tensor3x3 Q = new(0, -1, 0, 1, 0, 0, 0, 0, 1);
        Tensor3x3 F = new(1.0005, 1e-4, 0, 2e-4, 0.9997, 0, 0, 3e-4, 0.9998);
        UmatMaterialPoint point = new(Library, Material, Depvar), turned = new(Library, Material, Depvar);
        Span<double> tangent = new double[81];
        Assert.Equal(PointStatus.Ok, point.Evaluate(F, 0.5, out Tensor3x3 P));
        Assert.Equal(PointStatus.Ok, turned.Evaluate(Q * F, 0.5, out Tensor3x3 QP));
        Assert.InRange((QP - Q * P).Norm, 0, 1e-6 * P.Norm);
    }

    [Fact]
    public void Tangent_CompareToFiniteDifferenceOfFirstPiolaKirchhoffStress()
    {
        UmatMaterialPoint point = new(Library, Material, Depvar);
        Tensor3x3 rate = new(6e-4, 1e-4, 0, 2e-4, -4e-4, 0, 0, 3e-4, -2e-4);
        Tensor3x3 F = Tensor3x3.Identity;
        for (int i = 0; i < 20; i++)
        {
            F += rate;
            Assert.Equal(PointStatus.Ok, point.Evaluate(F, 0.5, out _));
            point.Commit();
        }
        F += rate;
        double[] dPdF = new double[81], f = new double[9], plus = new double[9], minus = new double[9];
        Assert.Equal(PointStatus.Ok, point.EvaluateWithTangent(F, 0.5, out _, dPdF));
        double scale = dPdF.Max(Math.Abs);
        for (int kL = 0; kL < 9; kL++)
        {
            const double h = 2e-6;
            F.ToRowMajor(f);
            f[kL] += h;
            Assert.Equal(PointStatus.Ok, point.Evaluate(Tensor3x3.FromRowMajor(f), 0.5, out Tensor3x3 P));
            P.ToRowMajor(plus);
            f[kL] -= 2 * h;
            Assert.Equal(PointStatus.Ok, point.Evaluate(Tensor3x3.FromRowMajor(f), 0.5, out P));
            P.ToRowMajor(minus);
            for (int iJ = 0; iJ < 9; iJ++)
                Assert.Equal((plus[iJ] - minus[iJ]) / (2 * h), dPdF[9 * iJ + kL], 5e-3 * scale); // float32 network
        }
    }

    [Fact]
    public void ImpossibleIncrement_IsRefusedAndDivided()
    {
        UmatMaterialPoint point = new(Library, Material, Depvar);
        Assert.Equal(PointStatus.NotConverged, point.Evaluate(new(3, 0, 0, 0, 1, 0, 0, 0, 1.0 / 3), 0.5, out _));
        Assert.Equal((1, 0.25), (point.Refusals, point.SmallestStepFactor));
        Assert.Contains("smaller increment", Library.LastErrorMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void WrongDepvar_StopsTheDriverWithTheLibrarysMessage()
    {
        MixedLoadStep step = new() { Deformation = new(1e-3, 0, 0, 0, 0, 0, 0, 0, 0), DeformationMask = LateralFree, Time_s = 1, Increments = 1 };
        InputException error = Assert.Throws<InputException>(() => LoadDriver.Run(Library, new(Library, Material, 6), [step]));
        Assert.Contains("147", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FailedCall_IsReadBackAndFailsAgain()
    {
        using TestFolder folder = new();
        using PluginRuntime runtime = folder.Runtime();
        HostPoint point = new(runtime, Depvar);
        point.Advance([5e-4, -5e-4, 0, 0, 0, 0]);
        string file = folder.File("replay.json");
        File.WriteAllBytes(file, point.ReplayJson([double.NaN, 0, 0, 0, 0, 0], PointStatus.NonFiniteInput));
        ReplayResult result = ReplayCall.Run(Library, file);
        Assert.Equal(0.25, result.TimeStepFactor);
        Assert.Equal("NonFiniteInput", result.RecordedStatus);
        File.WriteAllBytes(file, point.ReplayJson([5e-4, -5e-4, 0, 0, 0, 0], PointStatus.NonFiniteInput));
        result = ReplayCall.Run(Library, file);
        Assert.Equal(-1.0, result.TimeStepFactor);
        point.Evaluate([5e-4, -5e-4, 0, 0, 0, 0]);
        // Another instruction set may round the network otherwise: float32 precision.
        Assert.Equal(point.NewStress[0], result.Stress_Pa[0], 1e-5 * Math.Abs(point.NewStress[0]));
        Assert.Throws<InputException>(() => ReplayCall.Run(Library, folder.Write("no.json", "{}")));
    }
}
