using UmatSurrogate.Damask;
using UmatSurrogate.FullField;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Tests;

public sealed class FullFieldSettingsTests
{
    [Theory]
    [InlineData(SpectralOperator.Continuous, 5e-4)]
    [InlineData(SpectralOperator.Rotated, 2e-3)]
    public void ToDamask_ThenFromDamask_GivesTheSameSettings(SpectralOperator derivatives, double relativeDivergence)
    {
        FullFieldSettings settings = new() { Solver = new() { Operator = derivatives, RelativeDivergence = relativeDivergence, MaximumCutbacks = 5 } };
        Assert.Equal(settings, FullFieldSettings.FromDamask(NumericsFile.Parse(NumericsFile.Format(settings.ToDamask()), "numerics.yaml")));
    }
}
