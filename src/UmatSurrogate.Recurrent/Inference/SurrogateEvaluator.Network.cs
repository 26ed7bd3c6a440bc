using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

public sealed unsafe partial class SurrogateEvaluator
{
    /// <summary>W_hh h of the committed states of one layer: from the cache where it holds them, else computed and stored there.</summary>
    private void CommittedHiddenProducts<TLanes>(in Batch batch, EvaluatorWorkspace w, int layer, int rows)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int size = _packed.Cell.PaddedSize;
        PackedMatrix matrix = _packed.Cell.HiddenSide[layer];
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
            w.HiddenProductOfRow[row] = (nint)(w.HiddenProduct.Pointer + missing * matrix.RowStride);
            w.MissingRows[missing++] = row;
        }
        MatrixProduct.Multiply<TLanes>(w.Gathered.Pointer, size, missing, matrix, w.HiddenProduct.Pointer);
        for (int k = 0; k < missing && cache is not null; k++)
            cache.Store(batch.FirstCacheSlot + w.Rows[w.MissingRows[k]].Point, layer, w.Gathered.Pointer + k * size, w.HiddenProduct.Pointer + k * matrix.RowStride);
    }

    /// <summary>W_hh h of the running states after the first sub-step.</summary>
    private void RunningHiddenProducts<TLanes>(EvaluatorWorkspace w, int layer, int rows)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        PackedMatrix matrix = _packed.Cell.HiddenSide[layer];
        MatrixProduct.Multiply<TLanes>(w.Hidden(layer, 0), _packed.Cell.PaddedSize, rows, matrix, w.HiddenProduct.Pointer);
        for (int row = 0; row < rows; row++)
            w.HiddenProductOfRow[row] = (nint)(w.HiddenProduct.Pointer + row * matrix.RowStride);
    }

    /// <summary>The cell's part of one layer. (Not a virtual call: generic ones are slow, and this one is known from the start.)</summary>
    private void AdvanceLayer<TLanes>(EvaluatorWorkspace w, int layer, int rows, int tangentRows, bool chained)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        switch (_packed.Cell)
        {
            case PackedGatedCell gated: gated.Advance<TLanes>(w, layer, rows, tangentRows, chained); break;
            case PackedMinimalStateCell minimal: minimal.Advance<TLanes>(w, rows, tangentRows, chained); break;
            case PackedLinearCell linear: linear.Advance<TLanes>(w, layer, rows, tangentRows, chained); break;
        }
    }

    /// <summary>Output layer of all rows and directions; of a step that has only begun its share (<see cref="StepOnset"/>).</summary>
    private void WriteOutputs<TLanes>(EvaluatorWorkspace w)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int size = _packed.Cell.PaddedSize, last = _packed.StateLayers - 1, count = _packed.OutputCount;
        float* y = stackalloc float[count];
        for (int row = 0; row < w.RowCount; row++)
        {
            Span<double> output = w.Output.AsSpan(count * row, count);
            WriteOutput<TLanes>(w.Hidden(last, row), output);
            for (int k = 0; k < DirectionCount && w.Rows[row].HasTangent; k++)
            {
                OutputKernel.Output<TLanes>(size, count, _packed.OutputWeight, w.DirectionHidden(last, row) + k * size, y);
                for (int c = 0; c < count; c++)
                    w.DirectionOutput[count * (row * DirectionCount + k) + c] = y[c];
            }
            if (w.Rows[row].Plan.Onset < 1.0)
                TakeShare(w, row, output);
            if (_packed.Basis is not null)
                AddBasis(_packed.Basis, w, row, output);
        }
    }

    /// <summary>y = W_out h + b_out.</summary>
    private void WriteOutput<TLanes>(float* hidden, Span<double> output)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        float* y = stackalloc float[output.Length];
        OutputKernel.Output<TLanes>(_packed.Cell.PaddedSize, output.Length, _packed.OutputWeight, hidden, y);
        for (int c = 0; c < output.Length; c++)
            output[c] = y[c] + _packed.OutputBias[c];
    }

    /// <summary>y = y0 + w (y1 - y0) and, in every direction, dy = w dy1 + dw/dx dx (y1 - y0).</summary>
    private void TakeShare(EvaluatorWorkspace w, int row, Span<double> output)
    {
        double onset = w.Rows[row].Plan.Onset, slope = StepOnset.Slope(_limits, onset);
        int count = output.Length;
        for (int c = 0; c < count; c++)
        {
            double start = w.CommittedOutput[count * row + c], change = output[c] - start;
            output[c] = start + onset * change;
            for (int k = row * DirectionCount; w.Rows[row].HasTangent && k < (row + 1) * DirectionCount; k++)
                w.DirectionOutput[count * k + c] = onset * w.DirectionOutput[count * k + c] + slope * w.DirectionPathLength(k) * change;
        }
    }

    /// <summary>Adds the weighted tensors of the last sub-step to the stress components and to their changes.</summary>
    private static void AddBasis(StressBasis basis, EvaluatorWorkspace w, int row, Span<double> output)
    {
        int count = output.Length, features = w.StepCount;
        ReadOnlySpan<float> x = new(w.Input.Pointer + row * features, features);
        for (int k = 0; k < DirectionCount && w.Rows[row].HasTangent; k++)
        {
            ReadOnlySpan<float> dx = new(w.DirectionInputOf(row) + k * features, features);
            basis.AddChange(x, output, dx, w.DirectionOutput.AsSpan(count * (row * DirectionCount + k), count));
        }
        basis.Add(x, output);
    }

    /// <summary>Stress, tangent and new state of the points of the block.</summary>
    private void WriteResults(in Batch batch, EvaluatorWorkspace w)
    {
        int count = _packed.OutputCount;
        // A network of finite weights on finite inputs gives finite outputs; if not, the host shall not see it.
        for (int row = 0; row < w.RowCount; row++)
        {
            if (!IsFinite(w.Output.AsSpan(count * row, count))
                || (w.Rows[row].HasTangent && !IsFinite(w.DirectionOutput.AsSpan(count * DirectionCount * row, count * DirectionCount))))
                batch.Status[w.Rows[row].Point] = PointStatus.InvalidState;
        }
        Span<double> dPathLength = stackalloc double[DirectionCount];
        for (int index = 0; index < w.RowCount; index++)
        {
            ref readonly EvaluationRow row = ref w.Rows[index];
            if (batch.Status[row.Point] != PointStatus.Ok)
                continue;
            ReadOnlySpan<double> y = w.Output.AsSpan(count * index, 6);
            if (row.HasTangent)
            {
                for (int k = 0; k < DirectionCount; k++)
                    dPathLength[k] = w.DirectionPathLength(index * DirectionCount + k);
                StressAssembly.Tangent(
                    _specification, y, w.DirectionOutput.AsSpan(count * DirectionCount * index, count * DirectionCount), row.Memory.PathLength,
                    dPathLength, row.Plan, batch.Tangent.Slice(36 * row.Point, 36));
            }
            if (row.IsPoint)
                WritePoint(batch, w, index, y);
        }
    }

    private void WritePoint(in Batch batch, EvaluatorWorkspace w, int index, ReadOnlySpan<double> y)
    {
        ref readonly EvaluationRow row = ref w.Rows[index];
        StressAssembly.Stress(_specification, y, row.Memory.PathLength, row.Plan.J).ToSpan(batch.Stress.Slice(6 * row.Point, 6));
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
        CommittedState.After(row.Plan.Isochoric1, row.Memory).Write(_specification, state1);
        Span<double> hidden = state1[PointState.HiddenOffset..];
        int units = _packed.Cell.HiddenSize;
        for (int l = 0; l < _packed.StateLayers; l++)
        {
            float* source = w.Hidden(l, index);
            for (int i = 0; i < units; i++)
                hidden[l * units + i] = source[i];
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
