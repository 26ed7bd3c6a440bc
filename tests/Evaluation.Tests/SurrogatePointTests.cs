using UmatSurrogate.Data;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests;

public sealed class SurrogatePointTests
{
    private static readonly SurrogateEvaluator Evaluator = new(RandomModels.Create(1));
    private static readonly VolumeElement Microstructure = VolumeElementGenerator.Random(6, 2);
    private static readonly LoadPath Path =
        RandomPathGenerator.Generate(new RandomPathRule { Steps = 30 }, new RandomStream(5, 0));

    [Fact]
    public void Stress_TurnsWithTheBody()
    {
        // F -> Q(t) F: sigma -> Q sigma Q^T, because crystals refer to the undeformed frame and the network sees U alone.
        MaterialHistory still = SurrogateHistory.Follow(NewPoint(), Path);
        Tensor3x3[] turned = [.. Path.DeformationGradients.Select((F, k) => Rotation(0.05 * k) * F)];
        MaterialHistory moving = SurrogateHistory.Follow(NewPoint(), new LoadPath(Path.Times_s, turned));
        double largest_Pa = still.CauchyStress_Pa.Max(s => s.Norm);
        for (int k = 0; k < turned.Length; k++)
        {
            SymmetricTensor expected = still.CauchyStress_Pa[k].Congruence(Rotation(0.05 * k));
            Assert.InRange((expected - moving.CauchyStress_Pa[k]).Norm, 0.0, 1e-5 * largest_Pa);
        }
    }

    [Fact]
    public void BatchOfPaths_GivesTheStressOfSinglePoints()
    {
        MicrostructureContext context = MicrostructureContext.Create(Evaluator.Model, Microstructure.Grains);
        SymmetricTensor[][] batch_Pa = SurrogatePaths.CauchyStress_Pa(Evaluator, [context, context], [Path, Path.Subdivided(2)]);
        MaterialHistory single = SurrogateHistory.Follow(NewPoint(), Path);
        Assert.Equal(Path.IncrementCount + 1, batch_Pa[0].Length);
        Assert.Equal(2 * Path.IncrementCount + 1, batch_Pa[1].Length);
        for (int k = 0; k < batch_Pa[0].Length; k++)
            Assert.InRange((batch_Pa[0][k] - single.CauchyStress_Pa[k]).Norm, 0.0, 1e-3);
    }

    [Fact]
    public void MeanStress_IsThatOfTheBulkModulus()
    {
        SurrogatePoint point = NewPoint();
        const double stretch = 1.002;
        Assert.Equal(PointStatus.Ok, point.Evaluate(stretch * Tensor3x3.Identity, 1.0, out Tensor3x3 P));
        SymmetricTensor sigma = StressMeasures.CauchyFromFirstPiola(P, stretch * Tensor3x3.Identity);
        double expected_Pa = 1.5 * (106.75e9 + 2 * 60.41e9) / 3 * (stretch - 1 / stretch);
        Assert.Equal(expected_Pa, sigma.Trace / 3, 1e-6 * expected_Pa);
    }

    [Fact]
    public void Tangent_CompareToCentralDifferences()
    {
        SurrogatePoint point = NewPoint();
        Assert.Equal(PointStatus.Ok, point.Evaluate(Path.DeformationGradients[10], 10.0, out _));
        point.Commit();
        Tensor3x3 F = Path.DeformationGradients[13];
        double[] tangent_Pa = new double[81];
        Assert.Equal(PointStatus.Ok, point.EvaluateWithTangent(F, 2.0, out _, tangent_Pa));
        double largest_Pa = tangent_Pa.Max(Math.Abs);
        double[] components = new double[9];
        // The network is single precision (stress to about 10 Pa) and the response bends over strains of 7e-4 (fading strain): a step of
        // 2e-5 leaves about 1e6 Pa of both errors.
        const double h = 2e-5;
        for (int column = 0; column < 9; column++)
        {
            F.ToRowMajor(components);
            components[column] += h;
            point.Evaluate(Tensor3x3.FromRowMajor(components), 2.0, out Tensor3x3 above);
            components[column] -= 2 * h;
            point.Evaluate(Tensor3x3.FromRowMajor(components), 2.0, out Tensor3x3 below);
            for (int row = 0; row < 9; row++)
            {
                double difference_Pa = (above[row / 3, row % 3] - below[row / 3, row % 3]) / (2 * h);
                Assert.InRange(tangent_Pa[9 * row + column] - difference_Pa, -1e-4 * largest_Pa, 1e-4 * largest_Pa);
            }
        }
    }

    [Fact]
    public void Reset_StartsAnew()
    {
        SurrogatePoint point = NewPoint();
        Tensor3x3[] first = SurrogateHistory.Follow(point, Path).FirstPiolaKirchhoffStress_Pa;
        point.Reset();
        Assert.Equal(first, SurrogateHistory.Follow(point, Path).FirstPiolaKirchhoffStress_Pa);
    }

    private static SurrogatePoint NewPoint() => new(Evaluator, MicrostructureContext.Create(Evaluator.Model, Microstructure.Grains));

    private static Tensor3x3 Rotation(double angle)
    {
        (double s, double c) = Math.SinCos(angle);
        return new Tensor3x3(c, -s, 0, s, c, 0, 0, 0, 1) * new Tensor3x3(1, 0, 0, 0, c, -s, 0, s, c);
    }
}
