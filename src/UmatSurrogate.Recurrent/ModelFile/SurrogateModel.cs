using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// A trained (or newly initialised) surrogate: its specification and its tensors under PyTorch's names, float32,
/// row-major. Immutable; may be shared between threads. The file is a safetensors file whose metadata key
/// <c>umat_surrogate</c> holds the specification as JSON.
/// </summary>
public sealed class SurrogateModel
{
    /// <summary>Metadata key of the specification.</summary>
    public const string MetadataKey = "umat_surrogate";

    /// <summary>Metadata key of the checksum, <see cref="ContentHash"/>. A file without it is read unchecked.</summary>
    public const string ChecksumKey = "umat_surrogate_sha256";

    private readonly Dictionary<string, float[]> _tensors;
    private readonly Lazy<FoldedInput> _foldedInput;
    private readonly Lazy<GrainNetwork> _grainHidden;
    private readonly Lazy<GrainNetwork> _grainInput;

    private SurrogateModel(ModelSpecification specification, Dictionary<string, float[]> tensors)
    {
        Specification = specification;
        _tensors = tensors;
        ContentHash = Convert.ToHexStringLower(Sha256Digest.Of(ToBytes()));
        _foldedInput = new Lazy<FoldedInput>(() => new FoldedInput(this));
        _grainHidden = new Lazy<GrainNetwork>(() => new GrainNetwork(this, "grain_hidden"));
        _grainInput = new Lazy<GrainNetwork>(() => new GrainNetwork(this, "grain_input"));
    }

    /// <summary>All settings.</summary>
    public ModelSpecification Specification { get; }

    /// <summary>Length S of the state vector of a point (see <see cref="PointState"/>).</summary>
    public int StateSize => Specification.StateSize;

    /// <summary>
    /// State variables that a finite-element host keeps per point (STATEV, the number behind *DEPVAR): the state vector and
    /// one number behind it that proves which model and which grains it belongs to.
    /// </summary>
    public int HostStateVariableCount => StateSize + 1;

    /// <summary>
    /// SHA-256 over settings and weights, lower-case hexadecimal: that of the file that <see cref="Save"/> writes, taken before
    /// the checksum itself is entered into its metadata.
    /// </summary>
    public string ContentHash { get; }

    internal FoldedInput FoldedInput => _foldedInput.Value;

    internal GrainNetwork GrainHiddenNetwork => _grainHidden.Value;

    internal GrainNetwork GrainInputNetwork => _grainInput.Value;

    /// <summary>The values of a tensor, row-major, by its PyTorch name (see <see cref="ModelSpecification.TensorShapes"/>).</summary>
    public ReadOnlySpan<float> Tensor(string name) => _tensors.TryGetValue(name, out float[]? values)
        ? values
        : throw new ArgumentException($"The model has no tensor '{name}'.", nameof(name));

    /// <summary>Makes a model from a specification and its tensors (copied), which must be exactly those of
    /// <see cref="ModelSpecification.TensorShapes"/>.</summary>
    /// <exception cref="InputException">A tensor is missing, unknown, of the wrong length or not finite.</exception>
    public static SurrogateModel Create(ModelSpecification specification, IReadOnlyDictionary<string, float[]> tensors)
    {
        ArgumentNullException.ThrowIfNull(specification);
        ArgumentNullException.ThrowIfNull(tensors);
        const string source = "surrogate model";
        specification.Validate(source);
        var copy = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach ((string name, int[] shape) in specification.TensorShapes())
        {
            if (!tensors.TryGetValue(name, out float[]? values))
                throw new InputException($"{source}: the tensor '{name}' is missing.");
            int count = shape.Aggregate(1, (a, b) => a * b);
            if (values.Length != count)
                throw new InputException($"{source}: the tensor '{name}' has {values.Length} values, its shape [{string.Join(", ", shape)}] needs {count}.");
            copy[name] = CheckedFinite(source, name, [.. values]);
        }
        foreach (string name in tensors.Keys)
        {
            if (!copy.ContainsKey(name))
                throw new InputException($"{source}: unknown tensor '{name}'.");
        }
        return new SurrogateModel(specification, copy);
    }

    /// <summary>Reads a model file.</summary>
    /// <exception cref="InputException">The file is missing, damaged, of another format version, or its tensors do not fit its settings.</exception>
    public static SurrogateModel Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"{path}: the model file cannot be read ({e.Message}). Give the path of a .safetensors file written by this program.", e);
        }
        (IReadOnlyDictionary<string, NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata) = SafetensorsFile.Parse(path, bytes);
        if (!metadata.TryGetValue(MetadataKey, out string? settings))
            throw new InputException($"{path}: the metadata key '{MetadataKey}' is missing: this is not a surrogate model of this program.");
        ModelSpecification specification = ModelSpecificationJson.Read(path, settings);

        var values = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach ((string name, int[] shape) in specification.TensorShapes())
        {
            if (!tensors.TryGetValue(name, out NamedTensor? tensor))
                throw new InputException($"{path}: the tensor '{name}' is missing. Export the model again.");
            if (!tensor.Shape.SequenceEqual(shape))
                throw new InputException($"{path}: the tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}], the settings need [{string.Join(", ", shape)}]. Export the model again.");
            values[name] = CheckedFinite(path, name, tensor.Values.ToArray());
        }
        foreach (string name in tensors.Keys)
        {
            if (!values.ContainsKey(name))
                throw new InputException($"{path}: unknown tensor '{name}'; the settings describe a model without it. Export the model again.");
        }
        SurrogateModel model = new(specification, values);
        if (metadata.TryGetValue(ChecksumKey, out string? checksum) && checksum != model.ContentHash)
        {
            throw new InputException(
                $"{path}: the checksum is {model.ContentHash}, the file says {checksum}: the file was damaged or edited. Copy or export the model again.");
        }
        return model;
    }

    /// <summary>Writes the model file (atomically: a temporary file beside it is renamed).</summary>
    public void Save(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        TrainedRange trained = Specification.Trained;
        if (!double.IsFinite(trained.StepLengthMaximum + trained.TimeStepMaximum_s + trained.RateMaximum_perSecond + trained.PathLengthMaximum)
            || trained.StretchMinimum.Concat(trained.StretchMaximum).Any(v => !double.IsFinite(v)))
            throw new InputException($"{path}: the trained range of the model is not set; a model is saved only with the range of its training data.");
        string temporary = path + ".tmp";
        try
        {
            File.WriteAllBytes(temporary, ToBytes(new KeyValuePair<string, string>(ChecksumKey, ContentHash)));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: the model file cannot be written ({e.Message}). Give a path in an existing folder that you may write to.", e);
        }
    }

    private byte[] ToBytes(params ReadOnlySpan<KeyValuePair<string, string>> more)
    {
        TrainedRange trained = Specification.Trained;
        ModelSpecification writable = double.IsFinite(trained.StepLengthMaximum) ? Specification : Specification with { Trained = Finite(trained) };
        return SafetensorsFile.Format(
            Specification.TensorShapes().Select(t => new NamedTensor(t.Name, t.Shape, _tensors[t.Name])),
            [new KeyValuePair<string, string>(MetadataKey, ModelSpecificationJson.Write(writable)), .. more]);
    }

    /// <summary>JSON has no infinities; an unbounded range enters the hash of an unsaved model by the largest numbers.</summary>
    private static TrainedRange Finite(TrainedRange range)
    {
        static double Clip(double v) => Math.Clamp(v, double.MinValue, double.MaxValue);
        return range with
        {
            StepLengthMinimum = Clip(range.StepLengthMinimum),
            StepLengthMaximum = Clip(range.StepLengthMaximum),
            TimeStepMinimum_s = Clip(range.TimeStepMinimum_s),
            TimeStepMaximum_s = Clip(range.TimeStepMaximum_s),
            RateMinimum_perSecond = Clip(range.RateMinimum_perSecond),
            RateMaximum_perSecond = Clip(range.RateMaximum_perSecond),
            PathLengthMaximum = Clip(range.PathLengthMaximum),
            StretchMinimum = [.. range.StretchMinimum.Select(Clip)],
            StretchMaximum = [.. range.StretchMaximum.Select(Clip)],
        };
    }

    private static float[] CheckedFinite(string source, string name, float[] values)
    {
        int bad = Array.FindIndex(values, v => !float.IsFinite(v));
        return bad < 0
            ? values
            : throw new InputException($"{source}: the tensor '{name}' holds {values[bad]} at index {bad}. The model was not trained properly or the file is damaged; export it again.");
    }
}
