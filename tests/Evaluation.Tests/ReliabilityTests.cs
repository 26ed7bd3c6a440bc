using UmatSurrogate.Evaluation;

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
}
