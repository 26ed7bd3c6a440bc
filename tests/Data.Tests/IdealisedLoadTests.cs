using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Tests;

namespace UmatSurrogate.Data.Tests;

/// <summary>The idealised loads against the reference's DAMASK load files.</summary>
public class IdealisedLoadTests
{
    [Theory]
    [InlineData(IdealisedLoadKind.Uniaxial, "taylor20_ve0_uniax")]
    [InlineData(IdealisedLoadKind.PlaneStrain, "taylor20_ve0_planestrain")]
    [InlineData(IdealisedLoadKind.PureShear, "taylor20_ve0_pureshear")]
    public void LoadStep_CompareToReferenceLoadFile(IdealisedLoadKind kind, string reference)
    {
        IdealisedLoad load = new(kind, 1e-3, 0.05, 100);
        MixedLoadStep expected = Assert.Single(LoadFile.Read(TestData.Path("reference", "taylor", reference, "load.yaml")));
        Assert.Equal(expected, load.ToLoadStep());
        Assert.Equal(expected, Assert.Single(LoadFile.Parse(load.ToDamaskLoadFile(), "load.yaml")));
    }

    [Theory]
    [InlineData(0.0, 0.05, 10, "rate")]
    [InlineData(double.NaN, 0.05, 10, "rate")]
    [InlineData(1e-3, -0.05, 10, "strain")]
    [InlineData(-1e-3, 1.0, 10, "inside out")]
    [InlineData(1e-3, 0.05, 0, "increments")]
    public void Constructor_BadValue_IsRefusedByName(double rate, double strain, int increments, string named)
    {
        InputException e = Assert.Throws<InputException>(() => new IdealisedLoad(IdealisedLoadKind.Uniaxial, rate, strain, increments));
        Assert.Contains(named, e.Message);
    }
}
