using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

public sealed unsafe partial class SurrogateEvaluator
{
    private const int DirectionCount = StretchDirections.Count;

    /// <summary>
    /// Goes through the points in blocks of rows: gathers the states, takes all sub-steps of all rows side by side, writes the results.
    /// </summary>
    private void EvaluateBatch<TLanes>(in Batch batch, EvaluatorWorkspace w)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int capacity = batch.Tangent.IsEmpty ? EvaluatorWorkspace.StressRows : EvaluatorWorkspace.TangentRows;
        int rowsPerPoint = batch.Tangent.IsEmpty ? 1 : 2;
        int point = 0;
        while (point < batch.Contexts.Length)
        {
            w.RowCount = 0;
            for (; point < batch.Contexts.Length && w.RowCount + rowsPerPoint <= capacity; point++)
                AddPoint(batch, w, point);
            if (w.RowCount == 0)
                continue;
            SortRows(w);
            for (int row = 0; row < w.RowCount; row++)
                LoadRow<TLanes>(batch, w, row);
            int parts = w.Rows[0].Plan.Parts;
            for (int part = 1; part <= parts; part++)
                TakePart<TLanes>(batch, w, part);
            WriteOutputs<TLanes>(w);
            WriteResults(batch, w);
        }
        GC.KeepAlive(w);
        GC.KeepAlive(_packed);
        GC.KeepAlive(batch.Cache);
        if (!batch.Contexts.IsEmpty)
            GC.KeepAlive(batch.Contexts[0]); // the array, and with it the pinned biases
    }

    /// <summary>Plans the step of a point and adds its row, and for the tangent of a zero increment a second one.</summary>
    private void AddPoint(in Batch batch, EvaluatorWorkspace w, int point)
    {
        ReadOnlySpan<double> state = batch.State0.Slice(point * Model.StateSize, Model.StateSize);
        CommittedState committed = CommittedState.Read(_specification, state);
        if (!committed.IsValid(state.Slice(PointState.HiddenOffset, _specification.HiddenCount), _specification.StateIsBounded))
        {
            batch.Status[point] = PointStatus.InvalidState;
            return;
        }
        StepPlan plan = SteppingRule.Plan(_limits, committed, SymmetricTensor.FromSpan(batch.Stretch[(6 * point)..]), batch.TimeStep_s[point]);
        batch.Status[point] = plan.Status;
        if (plan.Status != PointStatus.Ok)
            return;
        bool wantsTangent = !batch.Tangent.IsEmpty && TangentRule != TangentRule.Elastic;
        bool zero = wantsTangent && TangentRule == TangentRule.Algorithmic && SteppingRule.IsZeroIncrement(_limits, plan);
        AddRow(w, point, plan, committed, isPoint: true, hasTangent: wantsTangent && !zero);
        if (zero && SteppingRule.TryContinue(_limits, committed, plan, out StepPlan continued))
            AddRow(w, point, continued, committed, isPoint: false, hasTangent: true);
    }

    private static void AddRow(EvaluatorWorkspace w, int point, in StepPlan plan, in CommittedState committed, bool isPoint, bool hasTangent)
    {
        ref EvaluationRow row = ref w.Rows[w.RowCount++];
        row.Point = point;
        row.Plan = plan;
        row.Memory = committed.Memory;
        (row.IsPoint, row.HasTangent) = (isPoint, hasTangent);
    }

    /// <summary>
    /// Stable insertion sort: rows with more sub-steps first, then rows with tangent. The rows still running in a sub-step are
    /// then a leading part, and so are the rows with tangent among them (a row without one has a single part).
    /// </summary>
    private static void SortRows(EvaluatorWorkspace w)
    {
        for (int i = 1; i < w.RowCount; i++)
        {
            for (int k = i; k > 0 && Key(w.Rows[k]) > Key(w.Rows[k - 1]); k--)
                (w.Rows[k], w.Rows[k - 1]) = (w.Rows[k - 1], w.Rows[k]);
        }

        static int Key(in EvaluationRow row) => 2 * row.Plan.Parts + (row.HasTangent ? 1 : 0);
    }

    /// <summary>Hidden state in float, its output where a step has only begun, bias of the microstructure, directions at rest.</summary>
    private void LoadRow<TLanes>(in Batch batch, EvaluatorWorkspace w, int row)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int point = w.Rows[row].Point;
        int size = _packed.Cell.HiddenSize;
        ReadOnlySpan<double> hidden = batch.State0.Slice(point * Model.StateSize + PointState.HiddenOffset, _packed.StateLayers * size);
        for (int l = 0; l < _packed.StateLayers; l++)
        {
            float* target = w.Hidden(l, row);
            for (int i = 0; i < size; i++)
                target[i] = (float)hidden[l * size + i];
        }
        if (w.Rows[row].Plan.Onset < 1.0)
            WriteOutput<TLanes>(w.Hidden(_packed.StateLayers - 1, row), w.CommittedOutput.AsSpan(_packed.OutputCount * row, _packed.OutputCount));
        w.InputBiasOfRow[row] = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(batch.Contexts[point].InputBias));
        if (w.Rows[row].HasTangent)
            new Span<double>(w.DirectionStateOf(row), FeatureStep.DirectionStateColumns * DirectionColumns.Width).Clear();
    }

    /// <summary>One sub-step of all rows that have it.</summary>
    private void TakePart<TLanes>(in Batch batch, EvaluatorWorkspace w, int part)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int rows = 0, tangentRows = 0;
        for (; rows < w.RowCount && w.Rows[rows].Plan.Parts >= part; rows++)
        {
            if (w.Rows[rows].HasTangent)
                tangentRows = rows + 1;
            WriteFeatures(batch.Contexts[w.Rows[rows].Point].Grains, w, rows, part);
        }
        for (int l = 0; l < _packed.StateLayers; l++)
        {
            if (part == 1)
                CommittedHiddenProducts<TLanes>(batch, w, l, rows);
            else
                RunningHiddenProducts<TLanes>(w, l, rows);
            AdvanceLayer<TLanes>(w, l, rows, tangentRows, chained: part > 1);
        }
    }

    /// <summary>Features of a row, and of its directions, scaled and in float.</summary>
    private void WriteFeatures(Polycrystal grains, EvaluatorWorkspace w, int rowIndex, int part)
    {
        ref EvaluationRow row = ref w.Rows[rowIndex];
        ref readonly StepPlan plan = ref row.Plan;
        int count = w.StepCount;
        bool splits = _specification.Cell == CellKind.Lmsc;
        Span<double> values = w.FeatureValues.AsSpan(0, count);
        w.Feature.Advance(
            grains, plan.Isochoric0, plan.IsochoricAt(part - 1), plan.IsochoricAt(part), plan.PartTime_s,
            ref row.Memory, values, row.HasTangent);
        for (int i = 0; i < count; i++)
            values[i] = FeatureScaling.ToUnit(values[i], _specification.StepMinimum[i], _specification.StepMaximum[i]);
        double length = splits ? IncrementFeatures.Split(values) : 0.0;
        w.IncrementLength[rowIndex] = (float)length;
        float* input = w.Input.Pointer + rowIndex * count;
        for (int i = 0; i < count; i++)
            input[i] = (float)values[i];
        if (!row.HasTangent)
            return;

        switch (Width)
        {
            case VectorWidth.Bits512: WriteDirections<Lanes512<double>>(w, rowIndex, part, values, length); break;
            case VectorWidth.Bits256: WriteDirections<Lanes256<double>>(w, rowIndex, part, values, length); break;
            default: WriteDirections<Lanes128<double>>(w, rowIndex, part, values, length); break;
        }
    }

    /// <summary>Changes of the features of a row along its directions, scaled and in float.</summary>
    private void WriteDirections<TLanes>(EvaluatorWorkspace w, int rowIndex, int part, ReadOnlySpan<double> values, double length)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        const int width = DirectionColumns.Width;
        ref readonly StepPlan plan = ref w.Rows[rowIndex].Plan;
        double* v = stackalloc double[6 * width];
        double* before = stackalloc double[6 * width];
        double* after = stackalloc double[6 * width];
        DirectionColumns.Write<TLanes>(plan.Isochoric1, plan.Isochoric1.Inverse, v);
        if (part > 1)
            plan.ChangesAt<TLanes>(part - 1, v, before);
        if (part < plan.Parts)
            plan.ChangesAt<TLanes>(part, v, after);
        double* changes = w.FeatureChanges.Pointer;
        w.Feature.AdvanceDerivatives(part > 1 ? before : null, part < plan.Parts ? after : v, w.DirectionStateOf(rowIndex), changes);
        int count = w.StepCount;
        float* target = w.DirectionInputOf(rowIndex);
        for (int i = 0; i < count; i++)
        {
            double* column = changes + i * width;
            for (int k = 0; k < DirectionCount; k++)
                target[k * count + i] = (float)(_stepSlopes[i] * column[k]);
        }
        if (_specification.Cell == CellKind.Lmsc)
            SplitDirections(w, rowIndex, values, length);
    }

    /// <summary>The changes of the increment of the cell lmsc (whose scale is 1) as changes of its direction and length.</summary>
    private static void SplitDirections(EvaluatorWorkspace w, int rowIndex, ReadOnlySpan<double> values, double length)
    {
        const int components = IncrementFeatures.Count;
        int first = w.StepCount - components;
        Span<double> change = stackalloc double[components];
        for (int k = 0; k < DirectionCount; k++)
        {
            for (int i = 0; i < components; i++)
                change[i] = w.FeatureChanges.Pointer[(first + i) * DirectionColumns.Width + k];
            w.DirectionIncrementLength[rowIndex * DirectionCount + k] = (float)IncrementFeatures.SplitDerivative(values[first..], length, change);
            for (int i = 0; i < components; i++)
                w.DirectionInputOf(rowIndex)[k * w.StepCount + first + i] = (float)change[i];
        }
    }
}
