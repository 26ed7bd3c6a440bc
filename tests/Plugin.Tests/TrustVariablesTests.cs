using UmatSurrogate.Plugin;
using UmatSurrogate.Plugin.Configuration;
using UmatSurrogate.Plugin.Messages;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Plugin;

/// <summary>Trust and ensembles in the state variables of a host.</summary>
[Collection("messages")]
public sealed class TrustVariablesTests : IDisposable
{
    private const int Plain = 147;
    private const int Trust = Plain; // offset of the five trust variables

    private static readonly double[] StrainIncrement = [5e-4, -2.5e-4, -2.5e-4, 0, 0, 0];

    private readonly TestFolder _folder = new();

    public TrustVariablesTests() => FailureLog.Reset();

    public void Dispose() => _folder.Dispose();

    /// <summary>With room for them the trust variables are written; stress and state are those without.</summary>
    [Fact]
    public void RoomForTrust_ScoreOfTheIncrementAndTheWorstSoFar()
    {
        using PluginRuntime runtime = _folder.Runtime();
        HostPoint plain = new(runtime, Plain), point = new(runtime, Plain + HostState.TrustCount);
        for (int k = 0; k < 6; k++)
        {
            double dt_s = k == 2 ? 5e-5 : 0.5; // the rate of the third is 6e-4/5e-5 = 12/s, the largest trained one 1/s
            plain.Advance(StrainIncrement, dt_s);
            point.Advance(StrainIncrement, dt_s);
            Assert.Equal(plain.Stress, point.Stress);
            Assert.Equal(plain.State, point.State[..Plain]);
            double rate = Math.Sqrt(1.5) * 5e-4 / 5e-5;
            double score = 1.0 + Math.Log10(rate);
            Assert.Equal(k == 2, point.State[Trust] > 1.0);
            if (k == 2)
                Assert.Equal(score, point.State[Trust], 1e-3);
            Assert.Equal(k == 2 ? (int)(TrustMeasures.Rate | TrustMeasures.Unreliable) : 0, (int)point.State[Trust + 1]);
            Assert.Equal(0.0, point.State[Trust + 2]);
            Assert.Equal(k >= 2 ? (int)(TrustMeasures.Rate | TrustMeasures.Unreliable) : 0, (int)point.State[Trust + 4]);
            if (k >= 2)
                Assert.Equal(score, point.State[Trust + 3], 1e-3);
            else
                Assert.Equal(point.State[Trust], point.State[Trust + 3], 1e-2);
        }
    }

    [Fact]
    public void Ensemble_FirstModelDrives_OthersHaveTheirOwnState()
    {
        SurrogateModel first = SurrogateModel.Load(_folder.File("model.safetensors"));
        SurrogateModel second = SurrogateModel.Create(
            first.Specification,
            first.Specification.TensorShapes().ToDictionary(t => t.Name, t => t.Name == "output.weight"
                ? Array.ConvertAll(first.Tensor(t.Name).ToArray(), v => 1.1f * v) : first.Tensor(t.Name).ToArray()));
        second.Save(_folder.File("second.safetensors"));
        using PluginRuntime alone = _folder.Runtime();
        HostPoint single = new(alone, Plain);
        File.WriteAllText(_folder.File("umat-surrogate.json"), File.ReadAllText(_folder.File("umat-surrogate.json"))
            .Replace("\"model.safetensors\"", "[\"model.safetensors\", \"second.safetensors\"]", StringComparison.Ordinal));
        using PluginRuntime both = new(ConfigurationReader.Read(_folder.File("umat-surrogate.json"))) { WriteReplay = false };
        int count = HostState.CountWithTrust([first, second]);
        Assert.Equal(Plain + HostState.TrustCount + first.StateSize, count);

        HostPoint tooSmall = new(both, count - 1);
        tooSmall.Evaluate(StrainIncrement);
        Assert.Equal(1e-12, tooSmall.TimeStepFactor);

        HostPoint point = new(both, count);
        for (int k = 0; k < 4; k++)
        {
            single.Advance(StrainIncrement);
            point.Advance(StrainIncrement);
            Assert.Equal(single.Stress, point.Stress);
            Assert.Equal(single.State[..first.StateSize], point.State[..first.StateSize]);
            Assert.NotEqual(single.State[first.StateSize], point.State[first.StateSize]); // the token proves both models
            // Same hidden state, output 1.1 times as large: the stresses differ by a tenth, the spread is half of that.
            double m = (point.Stress[0] + point.Stress[1] + point.Stress[2]) / 3.0;
            double norm = Math.Sqrt(Enumerable.Range(0, 6).Sum(c => (c < 3 ? 1 : 2) * Math.Pow(point.Stress[c] - (c < 3 ? m : 0), 2)));
            Assert.Equal(0.05 * norm, point.State[Trust + 2], 1e-4 * norm);
            Assert.Equal(point.State[..first.StateSize], point.State[(Trust + HostState.TrustCount)..]);
        }
    }

    [Fact]
    public void PositiveDefiniteTangent_SymmetricAndTheSameStress()
    {
        using PluginRuntime analytic = _folder.Runtime();
        HostPoint expected = new(analytic, Plain);
        using PluginRuntime runtime = _folder.Runtime(more: """, "tangent": "positive-definite" """);
        HostPoint point = new(runtime, Plain);
        for (int k = 0; k < 5; k++)
        {
            expected.Advance(StrainIncrement);
            point.Advance(StrainIncrement);
            Assert.Equal(expected.Stress, point.Stress);
            double scale = expected.Tangent.Max(Math.Abs);
            for (int i = 0; i < 6; i++)
            {
                Assert.True(point.Tangent[7 * i] > 0.0);
                for (int j = 0; j < 6; j++)
                    Assert.Equal(point.Tangent[6 * i + j], point.Tangent[6 * j + i], 1e-12 * scale);
            }
        }
    }
}
