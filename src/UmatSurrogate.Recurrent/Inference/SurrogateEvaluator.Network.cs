using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

public sealed unsafe partial class SurrogateEvaluator
{
    /// <summary>W_hh h of the committed states of one layer: from the cache where it holds them, else computed and stored there.</summary>
    private void CommittedHiddenProducts<TLanes>(in Batch batch, EvaluatorWorkspace w, int layer, int rows)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int size = _packed.PaddedSize;
        HiddenProductCache? cache = batch.Cache;
        int missing = 0;
        for (int row = 0; row < rows; row++)
        {
            float* hidden = w.Hidden(layer, row);
            int slot = batch.FirstCacheSlot + w.Rows[row].Point;
            if (cache is not null && cache.Holds(slot, layer, hidden))
            {
                w.HiddenProductOfRow[row] = (nint)cache.Product(slot, layer);
                continue;
            }
            new Span<float>(hidden, size).CopyTo(new Span<float>(w.Gathered.Pointer + missing * size, size));
            w.HiddenProductOfRow[row] = (nint)(w.HiddenProduct.Pointer + missing * 3 * size);
            w.MissingRows[missing++] = row;
        }
        GateProduct.Multiply<TLanes>(w.Gathered.Pointer, size, missing, _packed.HiddenSide[layer], w.HiddenProduct.Pointer, 3 * size, size);
        for (int k = 0; k < missing && cache is not null; k++)
            cache.Store(batch.FirstCacheSlot + w.Rows[w.MissingRows[k]].Point, layer, w.Gathered.Pointer + k * size, w.HiddenProduct.Pointer + k * 3 * size);
    }

    /// <summary>W_hh h of the running states after the first sub-step.</summary>
    private void RunningHiddenProducts<TLanes>(EvaluatorWorkspace w, int layer, int rows)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int size = _packed.PaddedSize;
        GateProduct.Multiply<TLanes>(w.Hidden(layer, 0), size, rows, _packed.HiddenSide[layer], w.HiddenProduct.Pointer, 3 * size, size);
        for (int row = 0; row < rows; row++)
            w.HiddenProductOfRow[row] = (nint)(w.HiddenProduct.Pointer + row * 3 * size);
    }

    /// <summary>Input side, gates and derivatives of one layer.</summary>
    private void AdvanceLayer<TLanes>(EvaluatorWorkspace w, int layer, int rows, int tangentRows, bool chained)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int size = _packed.PaddedSize, gates = 3 * size;
        float* input = layer == 0 ? w.Input.Pointer : w.Hidden(layer - 1, 0);
        int inputStride = layer == 0 ? _packed.StepCount : size;
        GateProduct.Multiply<TLanes>(input, inputStride, rows, _packed.InputSide[layer], w.InputProduct.Pointer, gates, size);
        for (int row = 0; row < rows; row++)
        {
            float* inputBias = layer == 0 ? (float*)w.InputBiasOfRow[row] : _packed.InputBias(layer);
            float* coefficients = row < tangentRows ? w.Coefficients.Pointer + row * GatedUnitKernel.CoefficientCount * size : null;
            GatedUnitKernel.Step<TLanes>(
                size, w.InputProduct.Pointer + row * gates, inputBias, (float*)w.HiddenProductOfRow[row], _packed.HiddenBias(layer),
                w.Hidden(layer, row), coefficients);
        }
        if (tangentRows == 0)
            return;

        int directions = DirectionCount * tangentRows;
        float* dInput = layer == 0 ? w.DirectionInput.Pointer : w.DirectionHidden(layer - 1, 0);
        GateProduct.Multiply<TLanes>(dInput, inputStride, directions, _packed.InputSide[layer], w.DirectionInputProduct.Pointer, gates, size);
        if (chained)
            GateProduct.Multiply<TLanes>(w.DirectionHidden(layer, 0), size, directions, _packed.HiddenSide[layer], w.DirectionHiddenProduct.Pointer, gates, size);
        for (int direction = 0; direction < directions; direction++)
        {
            float* coefficients = w.Coefficients.Pointer + direction / DirectionCount * GatedUnitKernel.CoefficientCount * size;
            float* dInputProduct = w.DirectionInputProduct.Pointer + direction * gates;
            if (chained)
                GatedUnitKernel.ChainedDirection<TLanes>(size, dInputProduct, w.DirectionHiddenProduct.Pointer + direction * gates, coefficients, w.DirectionHidden(layer, direction));
            else
                GatedUnitKernel.Direction<TLanes>(size, dInputProduct, coefficients, w.DirectionHidden(layer, direction));
        }
    }

    /// <summary>Output layer of all rows and directions; of a step that has only begun its share (<see cref="StepOnset"/>).</summary>
    private void WriteOutputs<TLanes>(EvaluatorWorkspace w)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int size = _packed.PaddedSize, last = _packed.Layers - 1;
        float* y = stackalloc float[6];
        for (int row = 0; row < w.RowCount; row++)
        {
            Span<double> output = w.Output.AsSpan(6 * row, 6);
            WriteOutput<TLanes>(w.Hidden(last, row), output);
            for (int k = row * DirectionCount; w.Rows[row].HasTangent && k < (row + 1) * DirectionCount; k++)
            {
                GatedUnitKernel.Output<TLanes>(size, _packed.OutputWeight, w.DirectionHidden(last, k), y);
                for (int c = 0; c < 6; c++)
                    w.DirectionOutput[6 * k + c] = y[c];
            }
            if (w.Rows[row].Plan.Onset < 1.0)
                TakeShare(w, row, output);
        }
    }

    /// <summary>y = W_out h + b_out.</summary>
    private void WriteOutput<TLanes>(float* hidden, Span<double> output)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        float* y = stackalloc float[6];
        GatedUnitKernel.Output<TLanes>(_packed.PaddedSize, _packed.OutputWeight, hidden, y);
        for (int c = 0; c < 6; c++)
            output[c] = y[c] + _packed.OutputBias[c];
    }

    /// <summary>y = y0 + w (y1 - y0) and, in every direction, dy = w dy1 + dw/dx dx (y1 - y0).</summary>
    private void TakeShare(EvaluatorWorkspace w, int row, Span<double> output)
    {
        double onset = w.Rows[row].Plan.Onset, slope = StepOnset.Slope(_limits, onset);
        for (int c = 0; c < 6; c++)
        {
            double start = w.CommittedOutput[6 * row + c], change = output[c] - start;
            output[c] = start + onset * change;
            for (int k = row * DirectionCount; w.Rows[row].HasTangent && k < (row + 1) * DirectionCount; k++)
                w.DirectionOutput[6 * k + c] = onset * w.DirectionOutput[6 * k + c] + slope * w.Directions[k].PathLength * change;
        }
    }

    /// <summary>Stress, tangent and new state of the points of the block.</summary>
    private void WriteResults(in Batch batch, EvaluatorWorkspace w)
    {
        // A network of finite weights on finite inputs gives finite outputs; if not, the host shall not see it.
        for (int row = 0; row < w.RowCount; row++)
        {
            if (!IsFinite(w.Output.AsSpan(6 * row, 6))
                || (w.Rows[row].HasTangent && !IsFinite(w.DirectionOutput.AsSpan(6 * DirectionCount * row, 6 * DirectionCount))))
                batch.Status[w.Rows[row].Point] = PointStatus.InvalidState;
        }
        Span<double> dPathLength = stackalloc double[DirectionCount];
        for (int index = 0; index < w.RowCount; index++)
        {
            ref readonly EvaluationRow row = ref w.Rows[index];
            if (batch.Status[row.Point] != PointStatus.Ok)
                continue;
            ReadOnlySpan<double> y = w.Output.AsSpan(6 * index, 6);
            if (row.HasTangent)
            {
                for (int k = 0; k < DirectionCount; k++)
                    dPathLength[k] = w.Directions[index * DirectionCount + k].PathLength;
                StressAssembly.Tangent(
                    _specification, y, w.DirectionOutput.AsSpan(6 * DirectionCount * index, 6 * DirectionCount), row.PathLength, dPathLength,
                    row.Plan, batch.Tangent.Slice(36 * row.Point, 36));
            }
            if (row.IsPoint)
                WritePoint(batch, w, index, y);
        }
    }

    private void WritePoint(in Batch batch, EvaluatorWorkspace w, int index, ReadOnlySpan<double> y)
    {
        ref readonly EvaluationRow row = ref w.Rows[index];
        StressAssembly.Stress(_specification, y, row.PathLength, row.Plan.J).ToSpan(batch.Stress.Slice(6 * row.Point, 6));
        if (!batch.Tangent.IsEmpty && !row.HasTangent && !HasContinuedRow(w, row.Point))
            StressAssembly.ElasticTangent(_specification, row.Plan, batch.Tangent.Slice(36 * row.Point, 36));

        int size = Model.StateSize;
        Span<double> state1 = batch.State1.Slice(row.Point * size, size);
        if (row.Plan.Hold)
        {
            batch.State0.Slice(row.Point * size, size).CopyTo(state1);
            state1[PointState.HeldTimeOffset] = row.Plan.Time_s;
            return;
        }
        new CommittedState(row.Plan.Isochoric1 - SymmetricTensor.Identity, row.E1, row.E2, row.PathLength, 0.0).Write(state1);
        Span<double> hidden = state1[PointState.HiddenOffset..];
        for (int l = 0; l < _packed.Layers; l++)
        {
            float* source = w.Hidden(l, index);
            for (int i = 0; i < _packed.HiddenSize; i++)
                hidden[l * _packed.HiddenSize + i] = source[i];
        }
    }

    private static bool HasContinuedRow(EvaluatorWorkspace w, int point)
    {
        for (int row = 0; row < w.RowCount; row++)
        {
            if (w.Rows[row].Point == point && !w.Rows[row].IsPoint)
                return true;
        }
        return false;
    }

    private static bool IsFinite(ReadOnlySpan<double> values)
    {
        double sum = 0.0;
        foreach (double v in values)
            sum += v - v; // 0 if finite, else NaN
        return sum == 0.0;
    }
}
