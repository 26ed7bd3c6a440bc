namespace UmatSurrogate.Recurrent;

/// <summary>
/// A recurrent cell in double precision and in its plainest form, with its derivative along given directions: what the packed cells
/// (<see cref="PackedCell"/>), the module of training and the other languages are compared with.
/// </summary>
internal abstract class ReferenceCell
{
    /// <summary>The cell of a model.</summary>
    public static ReferenceCell Create(SurrogateModel model) => model.Specification.Cell switch
    {
        CellKind.Gru => new ReferenceStack([.. Enumerable.Range(0, model.Specification.Layers).Select(l => new ReferenceGatedUnit(model, l))]),
        CellKind.Lmsc => new ReferenceMinimalStateCell(model),
        _ => new ReferenceStack([.. Enumerable.Range(0, model.Specification.Layers).Select(l => new ReferenceLinearUnit(model, l))]),
    };

    /// <summary>One step: advances the state and its directional derivatives in place.</summary>
    /// <param name="input">Result of the input layer (H_in).</param>
    /// <param name="dInput">Its changes, one per direction.</param>
    /// <param name="length">Scaled length of the strain increment (<see cref="CellKind.Lmsc"/>; else unused).</param>
    /// <param name="dLength">Its changes.</param>
    /// <param name="hidden">State, layer-major.</param>
    /// <param name="dHidden">Its changes.</param>
    public abstract void Advance(double[] input, double[][] dInput, double length, double[] dLength, double[] hidden, double[][] dHidden);

    /// <summary>W x + b (b may be null), W row-major.</summary>
    public static double[] Affine(double[] weight, double[]? bias, ReadOnlySpan<double> x)
    {
        var y = new double[weight.Length / x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            double sum = bias is null ? 0.0 : bias[i];
            for (int k = 0; k < x.Length; k++)
                sum += weight[i * x.Length + k] * x[k];
            y[i] = sum;
        }
        return y;
    }

    public static double[] ToDouble(ReadOnlySpan<float> values)
    {
        var result = new double[values.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = values[i];
        return result;
    }
}

/// <summary>One layer of a cell whose layers each have a state.</summary>
internal interface IReferenceLayer
{
    /// <summary>h' from the input x and the state h; <paramref name="dh"/> (changes of h) become the changes of h'.</summary>
    public double[] Step(double[] x, double[][] dx, double[] h, double[][] dh);
}

/// <summary>Layers one above the other: the state of each is the input of the next.</summary>
internal sealed class ReferenceStack(IReferenceLayer[] layers) : ReferenceCell
{
    /// <inheritdoc/>
    public override void Advance(double[] input, double[][] dInput, double length, double[] dLength, double[] hidden, double[][] dHidden)
    {
        int h = hidden.Length / layers.Length;
        for (int l = 0; l < layers.Length; l++)
        {
            double[][] dLayer = Array.ConvertAll(dHidden, d => d.AsSpan(l * h, h).ToArray());
            double[] next = layers[l].Step(input, dInput, hidden.AsSpan(l * h, h).ToArray(), dLayer);
            next.CopyTo(hidden, l * h);
            for (int k = 0; k < dHidden.Length; k++)
                dLayer[k].CopyTo(dHidden[k], l * h);
            (input, dInput) = (next, dLayer);
        }
    }
}
