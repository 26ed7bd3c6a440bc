namespace UmatSurrogate.Recurrent;

/// <summary>Names and shapes of the tensors of a model (PyTorch's names; float32, row-major), by its settings.</summary>
internal static class ModelTensors
{
    /// <summary>Trained initial state before its tanh, where no grain network gives it.</summary>
    public const string InitialState = "initial_state";

    /// <summary>All tensors, in the order in which they are stored.</summary>
    public static IReadOnlyList<(string Name, int[] Shape)> Shapes(ModelSpecification s)
    {
        var list = new List<(string, int[])>();
        int state = s.StateLayers * s.HiddenSize;
        if (s.GrainsSetInitialState)
            AddGrainNetwork(list, s, "grain_hidden", state);
        else
            list.Add((InitialState, [state]));
        if (s.GrainsEnterSteps)
            AddGrainNetwork(list, s, "grain_input", s.GrainInputSize);
        list.Add(("input.weight", [s.InputLayerSize, s.NetworkInputCount + s.GrainVectorSize]));
        list.Add(("input.bias", [s.InputLayerSize]));
        AddCell(list, s);
        list.Add(("output.weight", [s.OutputCount, s.HiddenSize]));
        list.Add(("output.bias", [s.OutputCount]));
        return list;
    }

    /// <summary>The matrix and the bias that act on the result of the input layer, and the number of their gates and units.</summary>
    public static (string Weight, string Bias, int Gates, int Units) FirstLayer(ModelSpecification s) => s.Cell switch
    {
        CellKind.Gru => ("gru.weight_ih_l0", "gru.bias_ih_l0", 3, s.HiddenSize),
        CellKind.Lmsc => ("lmsc.weight_ih", "lmsc.bias_l0", 2, s.InputLayerSize),
        _ => ("linear.weight_ih_l0", "linear.bias_l0", 1, s.HiddenSize),
    };

    private static void AddGrainNetwork(List<(string, int[])> list, ModelSpecification s, string name, int outputs)
    {
        list.Add((name + ".0.weight", [s.GrainLayerSize, s.GrainFeatureCount]));
        list.Add((name + ".0.bias", [s.GrainLayerSize]));
        list.Add((name + ".2.weight", [outputs, s.GrainLayerSize]));
        list.Add((name + ".2.bias", [outputs]));
    }

    private static void AddCell(List<(string, int[])> list, ModelSpecification s)
    {
        (int h, int width) = (s.HiddenSize, s.InputLayerSize);
        for (int l = 0; l < s.Layers; l++)
        {
            int inputs = l == 0 ? width : h;
            switch (s.Cell)
            {
                case CellKind.Gru:
                    list.Add(($"gru.weight_ih_l{l}", [3 * h, inputs]));
                    list.Add(($"gru.weight_hh_l{l}", [3 * h, h]));
                    list.Add(($"gru.bias_ih_l{l}", [3 * h]));
                    list.Add(($"gru.bias_hh_l{l}", [3 * h]));
                    break;
                case CellKind.Linear:
                    list.Add(($"linear.weight_ih_l{l}", [h, inputs]));
                    list.Add(($"linear.weight_hh_l{l}", [h, h]));
                    list.Add(($"linear.bias_l{l}", [h]));
                    break;
                default:
                    list.Add((l == 0 ? "lmsc.weight_ih" : $"lmsc.weight_l{l}", [2 * width, width]));
                    if (l == 0)
                        list.Add(("lmsc.weight_hh", [2 * width, h]));
                    list.Add(($"lmsc.bias_l{l}", [2 * width]));
                    break;
            }
        }
        if (s.Cell == CellKind.Lmsc)
        {
            list.Add(("lmsc.weight_state", [2 * h, width]));
            list.Add(("lmsc.bias_state", [2 * h]));
        }
    }
}
