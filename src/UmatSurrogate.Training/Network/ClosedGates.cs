using TorchSharp.Modules;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>
/// A gated recurrent unit that passes no hidden state on (<see cref="TrainingSpecification.HiddenMemory"/> = false): recurrent weights W_h and biases b_h are zero
/// and the update gate z = sigmoid(b_z), b_z = -30, is closed to 1e-13, so that h_t = tanh(W_n x_t + b_n). What the stress remembers of the path is then in the strain
/// memories of the step features alone, which are exact for every division of the path into steps. The model is an ordinary one.
/// </summary>
internal static class ClosedGates
{
    private const float Closed = -30f;
    private const string Prefix = "gru.";

    /// <summary>Closes the gates of a network.</summary>
    public static void Close(SurrogateNetwork network)
    {
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            float[] values = NetworkWeights.Read(parameter);
            Hold(name, values);
            if (name.StartsWith($"{Prefix}bias_ih", StringComparison.Ordinal))
                Update(values).Fill(Closed);
            NetworkWeights.Write(parameter, values);
        }
    }

    /// <summary>A training goes on with the memory that its model has: opened gates would lose what closing them gave, closed ones what the hidden state held.</summary>
    /// <exception cref="InputException">The training and its initial model differ in it.</exception>
    public static void Require(TrainingSpecification training, SurrogateModel initial)
    {
        bool closed = initial.Specification.Cell == CellKind.Gru && Enumerable.Range(0, initial.Specification.Layers)
            .All(l => !initial.Tensor($"{Prefix}weight_hh_l{l}").ContainsAnyExcept(0f));
        if (closed == training.HiddenMemory)
        {
            throw new InputException(
                $"{training.InitialModel}: the training cannot start from this model: hidden_memory is {(closed ? "false" : "true")} there and {(closed ? "true" : "false")} here. "
                + "Give the settings of the model, or another initial_model.");
        }
    }

    /// <summary>Zero gradients for what stays as it is.</summary>
    /// <param name="names">Names of the parameters.</param>
    /// <param name="gradients">Their gradients.</param>
    public static void Hold(IReadOnlyList<string> names, float[][] gradients)
    {
        for (int p = 0; p < names.Count; p++)
            Hold(names[p], gradients[p]);
    }

    private static void Hold(string name, float[] values)
    {
        if (name.StartsWith($"{Prefix}weight_hh", StringComparison.Ordinal) || name.StartsWith($"{Prefix}bias_hh", StringComparison.Ordinal))
            Array.Clear(values);
        else if (name.StartsWith(Prefix, StringComparison.Ordinal))
            Update(values).Clear();
    }

    /// <summary>The rows of the update gate, the second of the three.</summary>
    private static Span<float> Update(float[] values) => values.AsSpan(values.Length / 3, values.Length / 3);
}
