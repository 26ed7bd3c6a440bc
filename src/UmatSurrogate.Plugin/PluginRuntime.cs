using UmatSurrogate.Mechanics;
using UmatSurrogate.Plugin.Configuration;
using UmatSurrogate.Plugin.Hosts;
using UmatSurrogate.Plugin.Materials;
using UmatSurrogate.Plugin.Messages;
using UmatSurrogate.Plugin.Trace;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin;

/// <summary>A material name as the host passes it, with what it stands for; Material is null after a fatal error (already printed).</summary>
internal sealed record NamedMaterial(byte[] Bytes, string Name, PluginMaterial? Material, HostKind Host);

/// <summary>
/// Everything that lasts as long as the process: configuration, materials, trace. Made on the first call, under a lock, and
/// read-only afterwards; no state of any point is here.
/// </summary>
internal sealed class PluginRuntime : IDisposable
{
    private static readonly Lock Creation = new();
    private static PluginRuntime? _current;
    private static bool _failed;

    private readonly PluginConfiguration _configuration;
    private readonly Dictionary<string, PluginMaterial> _materials = new(StringComparer.Ordinal);
    private readonly Lock _naming = new();
    private volatile NamedMaterial[] _names = [];

    internal PluginRuntime(PluginConfiguration configuration)
    {
        _configuration = configuration;
        Dictionary<string, SurrogateModel> models = new(StringComparer.Ordinal);
        foreach (MaterialDefinition definition in configuration.Materials)
        {
            _materials[definition.Name] = new(definition, configuration.Tangent, file =>
            {
                if (!models.TryGetValue(file, out SurrogateModel? model))
                    models[file] = model = SurrogateModel.Load(file);
                return model;
            });
        }
        Trace = configuration.Trace is TraceOptions options ? TraceRecorder.Create(options, TraceStateSize()) : null;
    }

    /// <summary>The runtime of this process; null after a fatal error in the configuration, which was printed.</summary>
    public static PluginRuntime? Current => Volatile.Read(ref _current) ?? CreateOnce();

    /// <summary>The trace of chosen points, if the configuration asks for one.</summary>
    public TraceRecorder? Trace { get; }

    /// <summary>Whether two-dimensional elements are plane strain or axisymmetric.</summary>
    public bool PlaneStrain => _configuration.PlaneStrain;

    /// <summary>Whether the first failed call is written to a file.</summary>
    public bool WriteReplay { get; init; } = true;

    /// <summary>Completes the trace when the process ends.</summary>
    public static void FinishTrace() => Volatile.Read(ref _current)?.Dispose();

    /// <summary>Counts what lay outside of the training data.</summary>
    public TrustSummary Trust { get; } = new();

    public void Dispose()
    {
        Trace?.Dispose();
        Trust.Report();
    }

    /// <summary>For tests: the next call reads the configuration again.</summary>
    internal static void Reset()
    {
        lock (Creation)
        {
            FinishTrace();
            (_current, _failed) = (null, false);
        }
    }

    /// <summary>The material of a name (without padding). A name that is not known is an error printed once.</summary>
    public NamedMaterial MaterialOf(ReadOnlySpan<byte> name)
    {
        foreach (NamedMaterial known in _names)
        {
            if (name.SequenceEqual(known.Bytes))
                return known;
        }
        return Add(name);
    }

    private static PluginRuntime? CreateOnce()
    {
        lock (Creation)
        {
            if (_current is not null || _failed)
                return _current;
            try
            {
                PluginRuntime created = new(ConfigurationReader.Read(ConfigurationLocation.Find()));
                Volatile.Write(ref _current, created);
                return created;
            }
            catch (InputException e)
            {
                _failed = true;
                FailureLog.Fatal("configuration", e.Message);
                return null;
            }
            catch
            {
                _failed = true; // the caller prints it; the next call must not try again
                throw;
            }
        }
    }

    private NamedMaterial Add(ReadOnlySpan<byte> name)
    {
        lock (_naming)
        {
            foreach (NamedMaterial known in _names)
            {
                if (name.SequenceEqual(known.Bytes))
                    return known;
            }
            NamedMaterial added = Resolve(name.ToArray());
            _names = [.. _names, added];
            return added;
        }
    }

    private NamedMaterial Resolve(byte[] bytes)
    {
        string name = MaterialName.Text(bytes);
        try
        {
            HostKind host = _configuration.Host ?? MaterialName.RecognisedHost(name) ?? throw new InputException(
                $"material '{name}': the calling program was not recognised by the name (CalculiX materials begin with @ABAQUSNL_). "
                + $"If it is one that is supported, set \"host\" in '{_configuration.File}' (\"calculix\" or \"abaqus-explicit\"); conventions are never guessed.");
            string own = MaterialName.OwnName(name);
            PluginMaterial? material = _materials.GetValueOrDefault(name) ?? _materials.GetValueOrDefault(own)
                ?? _materials.GetValueOrDefault(MaterialDefinition.AnyName);
            return material is not null ? new(bytes, name, material, host) : throw new InputException(
                $"material '{own}' (name in the input '{name}') is not in '{_configuration.File}', which has: "
                + $"{string.Join(", ", _materials.Keys)}. Add it, or an entry \"*\" for all.");
        }
        catch (InputException e)
        {
            FailureLog.Fatal($"{name}/name", e.Message);
            return new(bytes, name, null, default);
        }
    }

    private int TraceStateSize() => _materials.Values.Max(m => m.StateSize);
}
