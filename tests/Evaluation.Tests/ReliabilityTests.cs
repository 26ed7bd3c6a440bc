using System.Text.Json.Nodes;
using UmatSurrogate.Data;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests;

public sealed class ReliabilityTests
{
    [Fact]
    public void Table_KnownNumbers()
    {
        // Errors grow with the quantity but for one exchanged pair: Spearman 1 - 6 * 2/(10 * 99).
        double[] quantity = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], error = [1, 4, 9, 25, 16, 36, 49, 64, 81, 100];
        ReliabilityTable table = ReliabilityTable.Of(quantity, error, classes: 5);
        Assert.Equal(1.0 - 12.0 / 990.0, table.RankCorrelation, 1e-12);
        Assert.Equal([2.5, 17.0, 26.0, 56.5, 90.5], table.Classes.Select(c => c.MeanError_MPa));
        Assert.Equal((5.0, 6.0, 5.5, 2), (table.Classes[2].Lowest, table.Classes[2].Highest, table.Classes[2].Mean, table.Classes[2].Steps));
        Assert.Equal(0.0, ReliabilityTable.Of(new double[10], error).RankCorrelation);
        // Ties share their mean rank.
        Assert.Equal(Math.Sqrt(0.75), ReliabilityTable.Of([1, 1, 2], [1, 2, 3], classes: 1).RankCorrelation, 1e-12);
    }

    /// <summary>A path that the surrogate refuses does not end the evaluation: it is named, and the steps before it count.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    public void PathsThatCannotBeFollowed_AreNamed(int refused)
    {
        DatasetSpec spec = new()
        {
            Seed = 11,
            VolumeElements = new() { Count = 5, Grains = 4 },
            PathCount = 5,
            PathRule = new() { Steps = 12, TimeGrid = TimeGrid.Random },
            Pairing = SamplePairing.Distinct,
            Validation = new() { Fraction = 0.8 },
            TrainingSamples = 1,
        };
        DirectoryInfo folder = Directory.CreateTempSubdirectory("umat-surrogate-reliability");
        try
        {
            DatasetGenerator.Generate(spec, folder.FullName, new(0, 1, 1), progress: null, CancellationToken.None);
            using Dataset data = Dataset.Open(folder.FullName);
            DatasetSample[] samples = [.. data.ValidationSamples.Select(data.ReadSample)];
            Assert.Equal(16, samples.Length); // 4 volume elements along 4 paths
            double[] longest = [.. samples.Select(LongestStep).Distinct().Order()];
            double limit = refused == 16 ? 1e-9 : 0.5 * (longest[^1] + longest[^2]);
            SurrogateModel starter = SurrogateModel.Load(Path.Combine(TestData.RepositoryRoot, "examples", "models", "starter.safetensors"));
            SurrogateModel cautious = SurrogateModel.Create(
                starter.Specification with
                {
                    Trained = starter.Specification.Trained with { StepLengthMinimum = 1e-12, StepLengthMaximum = limit / SteppingRule.MaximumParts },
                },
                starter.Specification.TensorShapes().ToDictionary(t => t.Name, t => starter.Tensor(t.Name).ToArray()));

            Reliability reliability = Reliability.Measure(new([cautious]), data);
            Assert.Equal((16, refused), (reliability.Samples, reliability.Unsolved.Count));
            Assert.All(reliability.Unsolved, u => Assert.Contains("IncrementTooLarge", u.ToString(), StringComparison.Ordinal));
            int lost = reliability.Unsolved.Sum(u => u.Increments - u.Increment + 1);
            Assert.Equal(16 * 12 - lost, reliability.Score.Classes.Sum(c => c.Steps));
            Assert.Equal(refused == 16, double.IsNaN(reliability.Score.RankCorrelation));
            Assert.Contains($"{refused} of 16 samples could not be followed", ReliabilityReport.Markdown(reliability), StringComparison.Ordinal);
            JsonObject json = JsonNode.Parse(ReliabilityReport.Json(reliability).ToJsonString())!.AsObject();
            Assert.Equal(refused, (int)json["samples_without_solution"]!);
            Assert.Equal(refused == 16, json["score"]!["rank_correlation"] is null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static double LongestStep(DatasetSample sample)
        {
            SymmetricTensor[] stretch = [.. sample.DeformationGradients.Select(F =>
            {
                Assert.Equal(PointStatus.Ok, PolarDecomposition.Right(F, out _, out SymmetricTensor U));
                return IsochoricStretch.FromStretch(U);
            })];
            return Enumerable.Range(1, stretch.Length - 1).Max(k => StrainIncrement.Between(stretch[k] - stretch[k - 1], stretch[k - 1].Inverse).Norm);
        }
    }
}
