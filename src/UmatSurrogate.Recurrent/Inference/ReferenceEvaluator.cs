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
    private readonly ReferenceGatedUnit[] _layers;
    private readonly double[] _outputWeight;
    private readonly double[] _outputBias;

    /// <summary>Makes a reference evaluator of a model.</summary>
    public ReferenceEvaluator(SurrogateModel model, TangentRule tangentRule = TangentRule.Algorithmic)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        TangentRule = tangentRule;
        _specification = model.Specification;
        _limits = StepLimits.Of(_specification.Trained);
        _inputWeight = ReferenceGatedUnit.ToDouble(model.Tensor("input.weight"));
        _inputBias = ReferenceGatedUnit.ToDouble(model.Tensor("input.bias"));
        _layers = [.. Enumerable.Range(0, _specification.Layers).Select(l => new ReferenceGatedUnit(model, l))];
        _outputWeight = ReferenceGatedUnit.ToDouble(model.Tensor("output.weight"));
        _outputBias = ReferenceGatedUnit.ToDouble(model.Tensor("output.bias"));
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
        CommittedState committed = CommittedState.Read(state0);
        ReadOnlySpan<double> hidden0 = state0[PointState.HiddenOffset..];
        if (!committed.IsValid(hidden0))
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
            end.Write(state1);
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
        int count = _specification.StepFeatureCount, grainCount = _specification.GrainInputSize;
        DeviatoricVector e1 = committed.E1, e2 = committed.E2;
        double pathLength = committed.PathLength;
        hidden = hidden0.ToArray();
        var de1 = new DeviatoricVector[directions];
        var de2 = new DeviatoricVector[directions];
        var dPathLength = new double[directions];
        var dHidden = new double[directions][];
        for (int k = 0; k < directions; k++)
            dHidden[k] = new double[hidden.Length];
        var feature = new FeatureStep(_specification);
        var x = new double[count + grainCount];
        context.GrainVector.CopyTo(x.AsSpan(count));
        var dx = new double[directions][];
        SymmetricTensor inverse1 = plan.Isochoric1.Inverse;

        for (int part = 1; part <= plan.Parts; part++)
        {
            feature.Advance(
                context.Grains, plan.IsochoricAt(part - 1), plan.IsochoricAt(part), plan.PartTime_s,
                ref e1, ref e2, ref pathLength, x.AsSpan(0, count), withTangent);
            for (int i = 0; i < count; i++)
                x[i] = FeatureScaling.ToUnit(x[i], _specification.StepMinimum[i], _specification.StepMaximum[i]);
            for (int k = 0; k < directions; k++)
            {
                SymmetricTensor v = StretchDirections.Direction(plan.Isochoric1, inverse1, k);
                dx[k] = new double[count + grainCount];
                feature.AdvanceDerivative(
                    plan.ChangeAt(part - 1, v), plan.ChangeAt(part, v), ref de1[k], ref de2[k], ref dPathLength[k], dx[k].AsSpan(0, count));
                for (int i = 0; i < count; i++)
                    dx[k][i] *= 2.0 / (_specification.StepMaximum[i] - _specification.StepMinimum[i]);
            }
            NetworkStep(x, dx, hidden, dHidden);
        }

        int h = _specification.HiddenSize;
        double[] y = ReferenceGatedUnit.Affine(_outputWeight, _outputBias, hidden.AsSpan(^h..));
        double[] start = plan.Onset < 1.0 ? ReferenceGatedUnit.Affine(_outputWeight, _outputBias, hidden0[^h..]) : y;
        double[] change = [.. y.Zip(start, (y1, y0) => y1 - y0)];
        for (int c = 0; c < 6; c++)
            y[c] = plan.Onset < 1.0 ? start[c] + plan.Onset * change[c] : y[c];
        if (withTangent)
        {
            double slope = StepOnset.Slope(_limits, plan.Onset);
            var dy = new double[6 * directions];
            for (int k = 0; k < directions; k++)
            {
                double[] dy1 = ReferenceGatedUnit.Affine(_outputWeight, null, dHidden[k].AsSpan(^h..));
                for (int c = 0; c < 6; c++)
                    dy[6 * k + c] = plan.Onset * dy1[c] + slope * dPathLength[k] * change[c];
            }
            StressAssembly.Tangent(_specification, y, dy, pathLength, dPathLength, plan, tangent);
        }
        end = new CommittedState(plan.Isochoric1 - SymmetricTensor.Identity, e1, e2, pathLength, 0.0);
        return StressAssembly.Stress(_specification, y, pathLength, plan.J);
    }

    /// <summary>Input layer and GRU: advances the hidden state and its directional derivatives in place.</summary>
    private void NetworkStep(double[] x, double[][] dx, double[] hidden, double[][] dHidden)
    {
        int h = _specification.HiddenSize;
        double[] input = ReferenceGatedUnit.Affine(_inputWeight, _inputBias, x);
        var dInput = new double[dx.Length][];
        for (int k = 0; k < dx.Length; k++)
            dInput[k] = ReferenceGatedUnit.Affine(_inputWeight, null, dx[k]);
        for (int l = 0; l < _layers.Length; l++)
        {
            var dLayer = new double[dx.Length][];
            for (int k = 0; k < dx.Length; k++)
                dLayer[k] = dHidden[k].AsSpan(l * h, h).ToArray();
            double[] next = _layers[l].Step(input, dInput, hidden.AsSpan(l * h, h).ToArray(), dLayer);
            next.CopyTo(hidden, l * h);
            for (int k = 0; k < dx.Length; k++)
                dLayer[k].CopyTo(dHidden[k], l * h);
            input = next;
            dInput = dLayer;
        }
    }
}
