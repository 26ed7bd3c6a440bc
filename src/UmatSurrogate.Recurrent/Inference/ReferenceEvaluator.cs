using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The same step as <see cref="SurrogateEvaluator"/>, in double precision and without folding, packing or caching: the
/// readable definition, used for verification. Allocates; not for production.
/// </summary>
public sealed class ReferenceEvaluator
{
    private readonly ModelSpecification _specification;
    private readonly StepLimits _limits;
    private readonly double[] _inputWeight;
    private readonly double[] _inputBias;
    private readonly ReferenceCell _cell;
    private readonly double[] _outputWeight;
    private readonly double[] _outputBias;
    private readonly StressBasis? _basis;

    /// <summary>Makes a reference evaluator of a model.</summary>
    public ReferenceEvaluator(SurrogateModel model, TangentRule tangentRule = TangentRule.Algorithmic)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        TangentRule = tangentRule;
        _specification = model.Specification;
        _limits = StepLimits.Of(_specification.Trained);
        _inputWeight = ReferenceCell.ToDouble(model.Tensor("input.weight"));
        _inputBias = ReferenceCell.ToDouble(model.Tensor("input.bias"));
        _cell = ReferenceCell.Create(model);
        _outputWeight = ReferenceCell.ToDouble(model.Tensor("output.weight"));
        _outputBias = ReferenceCell.ToDouble(model.Tensor("output.bias"));
        _basis = StressBasis.Of(_specification);
    }

    /// <summary>The model.</summary>
    public SurrogateModel Model { get; }

    /// <summary>Which tangent is returned.</summary>
    public TangentRule TangentRule { get; }

    /// <summary>Evaluates one point; arguments as in <see cref="SurrogateEvaluator.Evaluate"/> with n = 1.</summary>
    public PointStatus Evaluate(
        MicrostructureContext context,
        ReadOnlySpan<double> stretch,
        double dt_s,
        ReadOnlySpan<double> state0,
        Span<double> state1,
        Span<double> rotatedCauchy_Pa,
        Span<double> tangent_Pa)
    {
        ArgumentNullException.ThrowIfNull(context);
        CommittedState committed = CommittedState.Read(_specification, state0);
        ReadOnlySpan<double> hidden0 = state0.Slice(PointState.HiddenOffset, _specification.HiddenCount);
        if (!committed.IsValid(hidden0, _specification.StateIsBounded))
            return PointStatus.InvalidState;
        StepPlan plan = SteppingRule.Plan(_limits, committed, SymmetricTensor.FromSpan(stretch), dt_s);
        if (plan.Status != PointStatus.Ok)
            return plan.Status;

        if (!tangent_Pa.IsEmpty)
        {
            bool zero = TangentRule == TangentRule.Algorithmic && SteppingRule.IsZeroIncrement(_limits, plan);
            StepPlan tangentPlan = plan;
            if (TangentRule == TangentRule.Elastic || (zero && !SteppingRule.TryContinue(_limits, committed, plan, out tangentPlan)))
                StressAssembly.ElasticTangent(_specification, plan, tangent_Pa);
            else
                Run(context, committed, hidden0, tangentPlan, tangent_Pa, out _, out _);
        }

        SymmetricTensor stress = Run(context, committed, hidden0, plan, [], out CommittedState end, out double[] hidden1);
        stress.ToSpan(rotatedCauchy_Pa);
        if (plan.Hold)
        {
            state0.CopyTo(state1);
            state1[PointState.HeldTimeOffset] = plan.Time_s;
        }
        else
        {
            end.Write(_specification, state1);
            hidden1.CopyTo(state1[PointState.HiddenOffset..]);
        }
        return PointStatus.Ok;
    }

    private SymmetricTensor Run(
        MicrostructureContext context, in CommittedState committed, ReadOnlySpan<double> hidden0, in StepPlan plan,
        Span<double> tangent, out CommittedState end, out double[] hidden)
    {
        bool withTangent = !tangent.IsEmpty;
        int directions = withTangent ? StretchDirections.Count : 0;
        int count = _specification.StepFeatureCount, grainCount = _specification.GrainVectorSize, first = _specification.NetworkInputOffset;
        StrainMemory memory = committed.Memory;
        hidden = hidden0.ToArray();
        var dMemory = new StrainMemory[directions];
        var dHidden = new double[directions][];
        for (int k = 0; k < directions; k++)
            dHidden[k] = new double[hidden.Length];
        var feature = new FeatureStep(_specification, doublePrecision: true);
        var x = new double[count + grainCount];
        context.GrainVector.CopyTo(x.AsSpan(count));
        var dx = new double[directions][];
        var dLength = new double[directions];
        bool splits = _specification.Cell == CellKind.Lmsc;
        SymmetricTensor inverse1 = plan.Isochoric1.Inverse;

        for (int part = 1; part <= plan.Parts; part++)
        {
            feature.Advance(
                context.Grains, plan.Isochoric0, plan.IsochoricAt(part - 1), plan.IsochoricAt(part), plan.PartTime_s,
                ref memory, x.AsSpan(0, count), withTangent);
            for (int i = 0; i < count; i++)
                x[i] = FeatureScaling.ToUnit(x[i], _specification.StepMinimum[i], _specification.StepMaximum[i]);
            double length = splits ? IncrementFeatures.Split(x.AsSpan(0, count)) : 0.0;
            for (int k = 0; k < directions; k++)
            {
                SymmetricTensor v = StretchDirections.Direction(plan.Isochoric1, inverse1, k);
                dx[k] = new double[count + grainCount];
                feature.AdvanceDerivative(
                    plan.ChangeAt(part - 1, v), plan.ChangeAt(part, v), ref dMemory[k], dx[k].AsSpan(0, count));
                for (int i = 0; i < count; i++)
                    dx[k][i] *= 2.0 / (_specification.StepMaximum[i] - _specification.StepMinimum[i]);
                if (splits)
                    dLength[k] = IncrementFeatures.SplitDerivative(x.AsSpan(count - IncrementFeatures.Count, IncrementFeatures.Count), length, dx[k].AsSpan(0, count));
            }
            double[] input = ReferenceCell.Affine(_inputWeight, _inputBias, x.AsSpan(first));
            double[][] dInput = Array.ConvertAll(dx, d => ReferenceCell.Affine(_inputWeight, null, d.AsSpan(first)));
            _cell.Advance(input, dInput, length, dLength, hidden, dHidden);
        }

        double[] y = Output(hidden, _outputBias);
        double[] start = plan.Onset < 1.0 ? Output(hidden0, _outputBias) : y;
        double[] change = [.. y.Zip(start, (y1, y0) => y1 - y0)];
        for (int c = 0; c < y.Length; c++)
            y[c] = plan.Onset < 1.0 ? start[c] + plan.Onset * change[c] : y[c];
        double[] weighted = [.. y];
        _basis?.Add<double>(x, weighted);
        if (withTangent)
        {
            double slope = StepOnset.Slope(_limits, plan.Onset);
            var dy = new double[y.Length * directions];
            for (int k = 0; k < directions; k++)
            {
                double[] dy1 = Output(dHidden[k], null);
                for (int c = 0; c < y.Length; c++)
                    dy1[c] = plan.Onset * dy1[c] + slope * dMemory[k].PathLength * change[c];
                _basis?.AddChange<double>(x, y, dx[k], dy1);
                dy1.CopyTo(dy, y.Length * k);
            }
            StressAssembly.Tangent(_specification, weighted, dy, memory.PathLength, Array.ConvertAll(dMemory, m => m.PathLength), plan, tangent);
        }
        end = CommittedState.After(plan.Isochoric1, memory);
        return StressAssembly.Stress(_specification, weighted, memory.PathLength, plan.J);
    }

    /// <summary>V h + c of the last layer's state; six zeros before it if the network has no stress components among its outputs.</summary>
    private double[] Output(ReadOnlySpan<double> hidden, double[]? bias) =>
        [.. new double[6 - _specification.ComponentOutputs], .. ReferenceCell.Affine(_outputWeight, bias, hidden[^_specification.HiddenSize..])];
}
