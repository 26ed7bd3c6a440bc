using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Data.Tests;

/// <summary>The matrix of volume elements and paths: no leakage, no repetition, fair draws.</summary>
public class DatasetPlanTests
{
    private static readonly DatasetSpec Spec = new()
    {
        Seed = 11,
        VolumeElements = new VolumeElementSpec { Count = 50, Grains = 3, TexturedFraction = 0.4, HalfWidth_deg = (5, 15) },
        PathCount = 40,
        PathRule = new RandomPathRule { Steps = 4 },
        TrainingSamples = 500,
        Validation = new ValidationSpec { Fraction = 0.1, MaximumPaths = 3 },
        SamplesPerFile = 64,
    };

    [Fact]
    public void Entries_TrainingAndValidation_ShareNoVolumeElementAndNoPath()
    {
        DatasetEntry[] entries = Entries(new DatasetPlan(Spec));
        foreach (Func<DatasetEntry, int> side in new Func<DatasetEntry, int>[] { e => e.VolumeElement, e => e.Path })
        {
            HashSet<int> training = [.. entries.Where(e => e.Split == DatasetSplit.Training).Select(side)];
            Assert.DoesNotContain(entries.Where(e => e.Split == DatasetSplit.Validation).Select(side), training.Contains);
        }
        Assert.Equal(500, entries.Count(e => e.Split == DatasetSplit.Training));
        Assert.Equal(5 * 3, entries.Count(e => e.Split == DatasetSplit.Validation));
    }

    [Fact]
    public void Entries_OneVolumeElement_OnlyPathsAreHeldOut()
    {
        DatasetPlan plan = new(Spec with { VolumeElements = Spec.VolumeElements with { Count = 1 }, TrainingSamples = 36 });
        DatasetEntry[] entries = Entries(plan);
        Assert.All(entries, e => Assert.Equal(0, e.VolumeElement));
        Assert.Equal(Enumerable.Range(4, 36), entries.Where(e => e.Split == DatasetSplit.Training).Select(e => e.Path).Order());
        Assert.Equal([0, 1, 2], entries.Where(e => e.Split == DatasetSplit.Validation).Select(e => e.Path));
    }

    [Fact]
    public void Entries_AreDrawnWithoutReplacementFromTheWholeMatrix()
    {
        DatasetEntry[] entries = Entries(new DatasetPlan(Spec));
        Assert.Equal(entries.Length, entries.Distinct().Count());
        Assert.All(entries, e => Assert.True(e.VolumeElement is >= 0 and < 50 && e.Path is >= 0 and < 40));

        DatasetPlan full = new(Spec with { TrainingSamples = (int)DatasetPlan.TrainingEntries(Spec) });
        DatasetEntry[] all = [.. Entries(full).Where(e => e.Split == DatasetSplit.Training)];
        Assert.Equal(45 * 36, all.Distinct().Count());
    }

    [Fact]
    public void Entries_AnyPrefix_IsAFairSmallerSet()
    {
        // Half of the matrix, first 100 of 810 draws: mean row 22 with standard deviation 13/sqrt(100); five of these are allowed.
        DatasetPlan plan = new(Spec with { TrainingSamples = 810 });
        double meanRow = Enumerable.Range(0, 100).Average(k => plan.Entry(k).VolumeElement - 5.0);
        double meanColumn = Enumerable.Range(0, 100).Average(k => plan.Entry(k).Path - 4.0);
        Assert.InRange(meanRow, 22 - 6.5, 22 + 6.5);
        Assert.InRange(meanColumn, 17.5 - 5.2, 17.5 + 5.2);
    }

    [Fact]
    public void VolumeElements_AreIndependentOfTheirNumberAndTexturedByTheirShare()
    {
        DatasetPlan plan = new(Spec), larger = new(Spec with { VolumeElements = Spec.VolumeElements with { Count = 400 } });
        Assert.Equal(plan.VolumeElement(7).VolumeElement.Grains.ToArray(), larger.VolumeElement(7).VolumeElement.Grains.ToArray());
        Assert.NotEqual(plan.VolumeElement(7).VolumeElement.Grains[0], plan.VolumeElement(8).VolumeElement.Grains[0]);
        PlannedVolumeElement[] all = [.. Enumerable.Range(0, 400).Select(larger.VolumeElement)];
        Assert.InRange(all.Count(v => v.Texture is not null), 160 - 50, 160 + 50); // standard deviation 9.8
        Assert.Equal(4, all.Select(v => v.Texture).OfType<TextureComponent>().Distinct().Count());
        Assert.All(all.Where(v => v.Texture is not null), v => Assert.InRange(v.HalfWidth_deg, 5, 15));
    }

    [Fact]
    public void Files_CoverEverySampleOnce()
    {
        DatasetPlan plan = new(Spec);
        int next = 0;
        for (int k = 0; k < plan.FileCount; k++)
        {
            (int first, int count) = plan.FileRange(k);
            Assert.Equal(next, first);
            Assert.InRange(count, 1, Spec.SamplesPerFile);
            next += count;
        }
        Assert.Equal(plan.SampleCount, next);
    }

    private static DatasetEntry[] Entries(DatasetPlan plan) => [.. Enumerable.Range(0, plan.SampleCount).Select(plan.Entry)];
}
