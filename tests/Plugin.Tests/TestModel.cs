using System.Collections.Immutable;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Plugin;

/// <summary>
/// A surrogate whose weights are set by hand: s = c b_1 + 2 G_h dev(Ub - I), with b_1 the Bishop-Hill mean stress of the first
/// fading strain (units of the slip resistance). Every gate of the GRU is shut so that its state is the input of the step;
/// tanh works in its linear part. It behaves like a rigid-hardening polycrystal, so that finite-element tests have sense.
/// </summary>
internal static class TestModel
{
    public const double SlipResistance_Pa = 31e6;
    public const double HardeningModulus_Pa = 100e6;

    private const int Hidden = 64;
    private const int Layers = 2;
    private const int StepFeatureCount = 28;
    private const double StressScale_Pa = 200e6;
    private const double StretchScale = 0.5;
    private const double BishopHillScale = 4.0;
    private const double LinearRange = 0.05; // tanh(x) = x (1 - x^2/3): 0.1 % at the end of the range

    public static SurrogateModel Create()
    {
        ModelSpecification specification = Specification();
        Dictionary<string, float[]> tensors = specification.TensorShapes()
            .ToDictionary(t => t.Name, t => new float[t.Shape.Aggregate(1, (a, b) => a * b)]);
        int width = StepFeatureCount + specification.GrainInputSize;
        for (int i = 0; i < 11; i++)
        {
            // Channels 0-5: Ub - I, 6-10: b_1.
            tensors["input.weight"][i * width + i] = (float)LinearRange;
            for (int layer = 0; layer < Layers; layer++)
                tensors[$"gru.weight_ih_l{layer}"][(2 * Hidden + i) * Hidden + i] = 1f;
        }
        for (int layer = 0; layer < Layers; layer++)
            Array.Fill(tensors[$"gru.bias_ih_l{layer}"], -30f, Hidden, Hidden); // update gate z shut: h' = n
        // A hidden state that is not zero, as a trained model has.
        Array.Fill(tensors["grain_hidden.2.bias"], 0.01f);
        for (int k = 0; k < 5; k++)
        {
            double[] unit = new double[5];
            unit[k] = 1.0;
            AddOutput(tensors["output.weight"], 6 + k, (SlipResistance_Pa * BishopHillScale) * DeviatoricVector.FromSpan(unit).ToTensor());
        }
        for (int k = 0; k < 6; k++)
        {
            double[] unit = new double[6];
            unit[k] = 1.0;
            AddOutput(tensors["output.weight"], k, (2.0 * HardeningModulus_Pa * StretchScale) * SymmetricTensor.FromSpan(unit).Deviator);
        }
        return SurrogateModel.Create(specification, tensors);
    }

    private static void AddOutput(float[] weights, int channel, SymmetricTensor stress_Pa)
    {
        double[] s = new double[6];
        stress_Pa.ToSpan(s);
        for (int i = 0; i < 6; i++)
            weights[i * Hidden + channel] = (float)(s[i] / (LinearRange * StressScale_Pa));
    }

    private static ModelSpecification Specification()
    {
        double[] step = [.. Enumerable.Repeat(StretchScale, 6), .. Enumerable.Repeat(BishopHillScale, 10), .. Enumerable.Repeat(1.0, 10), 8.0, 8.0];
        return new()
        {
            Features = FeatureSet.BishopHill,
            HiddenSize = Hidden,
            Layers = Layers,
            InputLayerSize = Hidden,
            StepMinimum = [.. step.Select(v => -v)],
            StepMaximum = [.. step],
            GrainMinimum = [.. Enumerable.Repeat(-1.0, 43)],
            GrainMaximum = [.. Enumerable.Repeat(1.0, 43)],
            StressMinimum_Pa = Filled(-StressScale_Pa),
            StressMaximum_Pa = Filled(StressScale_Pa),
            StressFreeReference = true,
            Elasticity = new(106.75e9, 60.41e9, 28.34e9),
            Trained = new()
            {
                StepLengthMinimum = 1e-5,
                StepLengthMaximum = 2e-3,
                TimeStepMinimum_s = 1e-4,
                TimeStepMaximum_s = 100,
                RateMinimum_perSecond = 1e-6,
                RateMaximum_perSecond = 1,
                PathLengthMaximum = 0.5,
                StretchMinimum = [0.7, 0.7, 0.7, -0.3, -0.3, -0.3],
                StretchMaximum = [1.3, 1.3, 1.3, 0.3, 0.3, 0.3],
            },
        };
    }

    private static ImmutableArray<double> Filled(double value) => [.. Enumerable.Repeat(value, 6)];
}
