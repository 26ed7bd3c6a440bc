using TorchSharp;
using TorchSharp.Modules;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;
using static TorchSharp.torch;

namespace UmatSurrogate.Training;

/// <summary>
/// The surrogate as a TorchSharp module, with the parameter names of the same network in PyTorch (Atkinson et al., arXiv:2510.06904):
/// <code>
/// h0  = mean_g tanh(W2 tanh(W1 grain_g + b1) + b2)       grain_hidden.0, grain_hidden.2   (layer-major, layers * hidden)
/// m_x = mean_g tanh(V2 tanh(V1 grain_g + c1) + c2)       grain_input.0, grain_input.2
/// x_t = W [step_t, m_x] + b                              input      (linear: nothing between it and the cell)
/// h_t = cell(x_t, h_(t-1))                               gru, lmsc or linear (see CellKind; torch.nn.GRU: gates r, z, n)
/// y_t, a_t = V h_t + c                                   output     (six components, J weights of a basis; last layer only)
/// s_t = gate_t (lo + (y_t + 1)/2 (hi - lo) + S sum_j a_tj T_tj/t_j), then s_t - tr(s_t)/3 I
/// </code>
/// With <see cref="InputKind.Invariants"/> step_t is the scalars and the products of the tensors T_j alone, and there is no y_t.
/// Without a grain network h0 = tanh(initial_state), a trained constant, and m_x is left out. The last five features of lmsc, the
/// increment s, enter as length |s| and direction s/|s|.
/// All inputs are scaled to [-1, 1]; s is the deviatoric Cauchy stress in the frame of the right stretch, in MPa, components in the
/// order 11, 22, 33, 12, 13, 23.
/// </summary>
public sealed class SurrogateNetwork : nn.Module
{
    private const float SmallestLength = 1e-30f; // keeps the direction of a zero increment zero

    private readonly Sequential? _grainHidden;
    private readonly Sequential? _grainInput;
    private readonly Parameter? _initialState;
    private readonly Linear _input;
    private readonly GRU? _gru;
    private readonly RecurrentCell? _cell;
    private readonly Linear _output;
    private readonly Tensor _smallestLength;
    private readonly Tensor _stressMiddle; // MPa
    private readonly Tensor _stressHalfRange; // MPa
    private readonly Tensor? _basisSlope; // n x 6 J: S T_j/t_j in six components, MPa, from the first n scaled step features
    private readonly Tensor? _basisShift; // 6 J
    private readonly Tensor _deviator; // 6 x 6, symmetric: removes a third of the trace from the components 11, 22, 33

    /// <summary>Creates the network with PyTorch's default initialisation, drawn from torch's generator (<c>torch.manual_seed</c>).</summary>
    public SurrogateNetwork(ModelSpecification specification) : base(nameof(SurrogateNetwork))
    {
        ArgumentNullException.ThrowIfNull(specification);
        ModelSpecification s = Specification = specification;
        int state = s.StateLayers * s.HiddenSize;
        if (s.GrainsSetInitialState)
        {
            register_module("grain_hidden", _grainHidden = GrainNetwork(s.GrainFeatureCount, s.GrainLayerSize, state));
        }
        else
        {
            _initialState = new(empty(state));
            nn.init.uniform_(_initialState, -1.0 / Math.Sqrt(s.HiddenSize), 1.0 / Math.Sqrt(s.HiddenSize));
            register_parameter("initial_state", _initialState);
        }

        if (s.GrainsEnterSteps)
            register_module("grain_input", _grainInput = GrainNetwork(s.GrainFeatureCount, s.GrainLayerSize, s.GrainInputSize));
        register_module("input", _input = nn.Linear(s.NetworkInputCount + s.GrainVectorSize, s.InputLayerSize));
        if (s.Cell == CellKind.Gru)
        {
            register_module("gru", _gru = nn.GRU(s.InputLayerSize, s.HiddenSize, s.Layers));
        }
        else
        {
            _cell = RecurrentCell.Create(s);
            register_module(_cell.GetName(), _cell);
        }

        register_module("output", _output = nn.Linear(s.HiddenSize, s.OutputCount));

        float[] middle = new float[6];
        float[] halfRange = new float[6];
        for (int c = 0; c < 6; c++)
        {
            middle[c] = (float)(0.5e-6 * (s.StressMaximum_Pa[c] + s.StressMinimum_Pa[c]));
            halfRange[c] = (float)(0.5e-6 * (s.StressMaximum_Pa[c] - s.StressMinimum_Pa[c]));
        }

        _smallestLength = tensor(SmallestLength).DetachFromDisposeScope();
        _stressMiddle = tensor(middle).DetachFromDisposeScope();
        _stressHalfRange = tensor(halfRange).DetachFromDisposeScope();
        float[] deviator = new float[36];
        for (int c = 0; c < 36; c++)
            deviator[c] = (c / 6 == c % 6 ? 1.0f : 0.0f) - (c / 6 < 3 && c % 6 < 3 ? 1.0f / 3.0f : 0.0f);
        _deviator = tensor(deviator, [6, 6]).DetachFromDisposeScope();
        if (s.TensorBasis)
        {
            (float[] slope, float[] shift) = Basis(s);
            _basisSlope = tensor(slope, [slope.Length / shift.Length, shift.Length]).DetachFromDisposeScope();
            _basisShift = tensor(shift).DetachFromDisposeScope();
        }
    }

    /// <summary>All settings of the model; the weights are this module's parameters.</summary>
    public ModelSpecification Specification { get; }

    /// <summary>Where parameters and inputs are.</summary>
    public Device Device { get; } = get_default_device();

    /// <summary>
    /// A network on a device, with the initial weights that it has on the processor: it is made there anew, because a module that is moved
    /// gets other parameter objects than its cells know.
    /// </summary>
    public static SurrogateNetwork Create(ModelSpecification specification, Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        SurrogateNetwork here = new(specification);
        if (device.type == DeviceType.CPU)
            return here;
        using (here)
        {
            SurrogateNetwork there = OnDevice(specification, device);
            foreach (((_, Parameter target), (_, Parameter source)) in there.named_parameters().Zip(here.named_parameters()))
                NetworkWeights.Write(target, NetworkWeights.Read(source));
            return there;
        }
    }

    /// <summary>A network whose parameters and constants are made on a device.</summary>
    internal static SurrogateNetwork OnDevice(ModelSpecification specification, Device device)
    {
        Device usual = get_default_device();
        set_default_device(device);
        try
        {
            return new(specification);
        }
        finally
        {
            set_default_device(usual);
        }
    }

    /// <summary>Deviatoric stress in MPa over whole sequences from the fresh state.</summary>
    /// <param name="steps">Scaled step features, T x B x StepFeatureCount.</param>
    /// <param name="grains">Scaled grain features, B x G x GrainFeatureCount.</param>
    /// <param name="grainWeights">Weight of each grain in the means, B x G, each row with sum 1 (0 for padding).</param>
    /// <param name="gate">Stress-free gate, T x B; all ones where the model has none.</param>
    /// <returns>T x B x 6.</returns>
    public Tensor Forward(Tensor steps, Tensor grains, Tensor grainWeights, Tensor gate)
    {
        ArgumentNullException.ThrowIfNull(steps);
        using DisposeScope scope = NewDisposeScope();
        long times = steps.shape[0];
        long batch = steps.shape[1];
        Tensor weights = grainWeights.unsqueeze(1); // B x 1 x G
        ModelSpecification spec = Specification;
        Tensor h0 = (_grainHidden is null ? _initialState!.tanh().expand(batch, spec.StateLayers * spec.HiddenSize) : weights.matmul(_grainHidden.call(grains)))
            .view(batch, spec.StateLayers, spec.HiddenSize).transpose(0, 1).contiguous();
        (Tensor features, Tensor? length) = spec.Cell == CellKind.Lmsc ? SplitIncrement(steps) : (steps, null);
        if (spec.NetworkInputOffset > 0)
            features = steps.narrow(2, spec.NetworkInputOffset, spec.NetworkInputCount);
        if (_grainInput is not null)
        {
            Tensor mx = weights.matmul(_grainInput.call(grains)).view(1, batch, spec.GrainInputSize);
            features = cat([features, mx.expand(times, batch, spec.GrainInputSize)], 2);
        }

        Tensor x = _input.call(features);
        Tensor hidden = _gru is null ? _cell!.Forward(x, h0, length) : _gru.call(x, h0).Item1;
        Tensor y = _output.call(hidden);
        Tensor? s = spec.ComponentOutputs > 0 ? y.narrow(2, 0, 6) * _stressHalfRange + _stressMiddle : null;
        if (_basisSlope is not null)
        {
            Tensor basis = WeightedBasis(steps, y);
            s = s is null ? basis : s + basis;
        }

        s = s! * gate.unsqueeze(2);
        return s.matmul(_deviator).MoveToOuterDisposeScope();
    }

    /// <summary>S sum_j a_j T_j/t_j, T x B x 6, MPa.</summary>
    private Tensor WeightedBasis(Tensor steps, Tensor y)
    {
        int first = Specification.ComponentOutputs, tensors = Specification.OutputCount - first;
        Tensor features = _basisSlope!.shape[0] < steps.shape[2] ? steps.narrow(2, 0, _basisSlope.shape[0]) : steps;
        Tensor basis = (features.matmul(_basisSlope) + _basisShift!).view(steps.shape[0], steps.shape[1], tensors, 6);
        return y.narrow(2, first, tensors).unsqueeze(2).matmul(basis).squeeze(2);
    }

    /// <summary>The linear map from the scaled step features to the tensors of the basis, S T_j/t_j, six components each, MPa.</summary>
    private static (float[] Slope, float[] Shift) Basis(ModelSpecification s)
    {
        double scale_MPa = 1e-6 * s.BasisStress_Pa;
        int columns = 6 * s.BasisTensors.Length;
        int features = s.Inputs == InputKind.Invariants ? s.NetworkInputOffset : s.StepFeatureCount;
        float[] slope = new float[features * columns], shift = new float[columns];
        double[] components = new double[6], unit = new double[5];
        for (int j = 0; j < s.BasisTensors.Length; j++)
        {
            for (int i = 0; i < 5; i++)
            {
                int feature = s.BasisTensors[j].Offset + i;
                (double lo, double hi) = (s.StepMinimum[feature], s.StepMaximum[feature]);
                Array.Clear(unit);
                unit[i] = scale_MPa / s.BasisScale[j];
                DeviatoricVector.FromSpan(unit).ToTensor().ToSpan(components);
                for (int c = 0; c < 6; c++)
                {
                    slope[feature * columns + 6 * j + c] = (float)(0.5 * (hi - lo) * components[c]);
                    shift[6 * j + c] += (float)(0.5 * (hi + lo) * components[c]);
                }
            }
        }

        return (slope, shift);
    }

    /// <summary>The features with the increment s, the last five, replaced by s/|s|; and |s|, T x B x 1.</summary>
    private (Tensor Features, Tensor Length) SplitIncrement(Tensor steps)
    {
        int others = Specification.StepFeatureCount - ModelSpecification.IncrementComponents;
        Tensor increment = steps.narrow(2, others, Specification.StepFeatureCount - others);
        Tensor length = (increment * increment).sum(2, keepdim: true).sqrt();
        return (cat([steps.narrow(2, 0, others), increment / maximum(length, _smallestLength)], 2), length);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _smallestLength.Dispose();
            _stressMiddle.Dispose();
            _stressHalfRange.Dispose();
            _deviator.Dispose();
            _basisSlope?.Dispose();
            _basisShift?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Sequential GrainNetwork(int features, int hidden, int outputs) => nn.Sequential(
        ("0", nn.Linear(features, hidden)), ("1", nn.Tanh()), ("2", nn.Linear(hidden, outputs)), ("3", nn.Tanh()));
}
