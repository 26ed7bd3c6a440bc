using UmatSurrogate.Data;
using UmatSurrogate.Driver;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Plugin;

/// <summary>A model with cluster features through the published library.</summary>
[Collection(LibraryFixture.Collection)]
public sealed class ClusterDriverTests(LibraryFixture fixture)
{
    private const string Material = "@ABAQUSNL_UMATSURROGATE@CLUSTER";
    private const double Dt_s = 0.5;

    private static readonly SurrogateModel Model = SurrogateModel.Load(LibraryFixture.ClusterModel);

    private HostLibrary Library => fixture.Library;

    /// <summary>
    /// The stress of the library is that of the evaluators in this process along a path that turns, dwells and has increments that are held and ones that are
    /// divided. The library computes in single precision: 1e-6 of 100 MPa, 100 Pa, from the definition in double precision (measured: 9 Pa) and from the
    /// production evaluator, which may round otherwise only if it uses another instruction set.
    /// </summary>
    [Fact]
    public void Stress_SameAsInProcess()
    {
        Grain[] grains = VolumeElementFile.Read(fixture.Folder.File("ve.json")).Grains.ToArray();
        MicrostructureContext context = MicrostructureContext.Create(Model, grains);
        SurrogateEvaluator production = new(Model);
        ReferenceEvaluator definition = new(Model);
        UmatMaterialPoint point = Point();
        double[] single = new double[Model.StateSize], exact = new double[Model.StateSize], stress = new double[6];
        context.InitialState(single);
        context.InitialState(exact);
        double largest = 0.0, toDefinition = 0.0, toProduction = 0.0;
        foreach (Tensor3x3 F in Path())
        {
            Assert.Equal(PointStatus.Ok, point.Evaluate(F, Dt_s, out Tensor3x3 P));
            point.Commit();
            SymmetricTensor published = StressMeasures.CauchyFromFirstPiola(P, F);
            Assert.Equal(PointStatus.Ok, PolarDecomposition.Right(F, out Tensor3x3 R, out SymmetricTensor U));
            double[] u = new double[6];
            U.ToSpan(u);
            PointStatus[] status = new PointStatus[1];
            production.Evaluate([context], u, [Dt_s], single, single, stress, [], status);
            Assert.Equal(PointStatus.Ok, status[0]);
            toProduction = Math.Max(toProduction, Difference(published, stress, R));
            Assert.Equal(PointStatus.Ok, definition.Evaluate(context, u, Dt_s, exact, exact, stress, []));
            toDefinition = Math.Max(toDefinition, Difference(published, stress, R));
            largest = Math.Max(largest, published.Deviator.Norm);
        }
        Assert.InRange(largest, 50e6, 300e6);
        Assert.InRange(toProduction, 0.0, 1e-6 * 100e6);
        Assert.InRange(toDefinition, 0.0, 1e-6 * 100e6);

        static double Difference(in SymmetricTensor published, double[] rotatedCauchy_Pa, in Tensor3x3 R) =>
            (published - StressMeasures.CauchyFromRotated(SymmetricTensor.FromSpan(rotatedCauchy_Pa), R)).Norm;
    }

    /// <summary>A rotation of its own at every increment in front of F: the stress is turned with it, sigma -> Q sigma Q^T.</summary>
    [Fact]
    public void RigidRotationSuperposed_TurnsTheStress()
    {
        UmatMaterialPoint point = Point(), turned = Point();
        double angle = 0.0;
        foreach (Tensor3x3 F in Path())
        {
            angle += 0.13;
            Tensor3x3 Q = Orientation.FromBunge(angle, 0.7 * angle, -0.4 * angle).ToMatrix();
            Assert.Equal(PointStatus.Ok, point.Evaluate(F, Dt_s, out Tensor3x3 P));
            Assert.Equal(PointStatus.Ok, turned.Evaluate(Q * F, Dt_s, out Tensor3x3 QP));
            point.Commit();
            turned.Commit();
            SymmetricTensor sigma = StressMeasures.CauchyFromFirstPiola(P, F), expected = StressMeasures.CauchyFromRotated(sigma, Q);
            // U reaches the network with another rounding, which single precision makes 1e-7.
            Assert.InRange((StressMeasures.CauchyFromFirstPiola(QP, Q * F) - expected).Norm, 0.0, 1e-6 * 100e6);
        }
    }

    /// <summary>Mixed load with the analytic tangent.</summary>
    [Fact]
    public void UniaxialTension_LateralStressVanishes()
    {
        MixedLoadStep tension = new()
        {
            Deformation = new(1e-3, 0, 0, 0, 0, 0, 0, 0, 0),
            DeformationMask = 0x1FF & ~(1 << 4) & ~(1 << 8),
            Time_s = 20,
            Increments = 40,
        };
        DriveResult result = LoadDriver.Run(Library, Point(), [tension]);
        Assert.Equal((PointStatus.Ok, 0), (result.Status, result.Refusals));
        SymmetricTensor sigma = result.History.CauchyStress_Pa[^1];
        Assert.InRange(sigma.S11, 60e6, 120e6);
        Assert.Equal(0, sigma.S22, 200.0);
        Assert.Equal(0, sigma.S33, 200.0);
        Assert.InRange(result.MeanIterations, 1, 5);
    }

    private UmatMaterialPoint Point() => new(Library, Material, Model.HostStateVariableCount);

    /// <summary>
    /// Straining, a turn, a reversal, increments below the smallest trained step (held), a dwell and one above the largest (divided), with rotation.
    /// </summary>
    private static IEnumerable<Tensor3x3> Path()
    {
        TrainedRange trained = Model.Specification.Trained;
        (Tensor3x3 Rate, double Length, int Increments)[] sections =
        [
            (new(0.7, 0.2, 0, 0.4, -0.5, 0, 0, 0.3, -0.2), 1e-3, 12),
            (new(-0.3, 0, 0.6, 0, 0.6, 0, -0.1, 0, -0.3), 3 * trained.StepLengthMinimum, 8),
            (new(-0.7, -0.2, 0, -0.4, 0.5, 0, 0, -0.3, 0.2), 0.2 * trained.StepLengthMinimum, 12),
            (Tensor3x3.Zero, 1.0, 2),
            (new(0, 0.9, 0, 0.1, 0, 0, 0, 0, 0), 2.2 * trained.StepLengthMaximum, 1),
            (new(0, -0.5, 0.1, 0.2, 0, 0.3, 0, 0, 0), 2e-3, 5),
        ];
        Tensor3x3 F = Tensor3x3.Identity;
        foreach ((Tensor3x3 rate, double length, int increments) in sections)
        {
            for (int k = 0; k < increments; k++)
            {
                F += length * rate;
                yield return F;
            }
        }
    }
}
