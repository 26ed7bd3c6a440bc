using UmatSurrogate.Mechanics;
using UmatSurrogate.Mechanics.HostConventions;
using UmatSurrogate.Plugin.Materials;
using UmatSurrogate.Plugin.Messages;
using UmatSurrogate.Plugin.Replay;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Hosts;

/// <summary>
/// A UMAT call under CalculiX's ABAQUSNL conventions (see <see cref="CalculixConvention"/>). What is particular to this host:
/// <list type="bullet">
/// <item>U1 = exp(STRAN + DSTRAN) and never DFGRD1, which in the prediction sweep belongs to another displacement field.</item>
/// <item>Dynamic steps begin with sweeps at KINC = 0 or DTIME about 1e-20 whose state is kept: they get the elastic response and
/// leave STATEV alone.</item>
/// <item>STATEV on entry is always the last converged state, so that every sweep starts afresh and needs no memory of others.</item>
/// <item>PNEWDT is -1 on entry and any positive value is obeyed, 1 included: it is written on failure only.</item>
/// <item>DROT, DDSDDE on entry, PREDEF, CELENT, energies: uninitialised or misleading, not touched.</item>
/// </list>
/// </summary>
internal static unsafe class CalculixUmat
{
    // CalculiX's own set-up increments are 1.2e-20 s; real ones are not below this.
    private const double SmallestTimeIncrement_s = 1e-15;

    public static void Update(PluginRuntime runtime, string name, PluginMaterial material, in UmatArguments a)
    {
        ReadOnlySpan<double> strain = new(a.Strain, 6);
        ReadOnlySpan<double> strainIncrement = new(a.StrainIncrement, 6);
        double dt_s = *a.TimeIncrement;
        if (!AllFinite(strain) || !AllFinite(strainIncrement) || !double.IsFinite(dt_s))
        {
            Fail(runtime, name, material, a, PointStatus.NonFiniteInput);
            return;
        }
        if (*a.Increment <= 0 || dt_s < SmallestTimeIncrement_s)
        {
            RespondElastically(runtime, name, material, a, strainIncrement);
            return;
        }
        PointWorkspace workspace = material.Workspaces.Take();
        try
        {
            Evaluate(runtime, name, material, a, workspace);
        }
        finally
        {
            material.Workspaces.Return(workspace);
        }
    }

    private static void Evaluate(PluginRuntime runtime, string name, PluginMaterial material, in UmatArguments a, PointWorkspace w)
    {
        PointMicrostructure microstructure;
        try
        {
            microstructure = material.Microstructures.Of(*a.Element, *a.IntegrationPoint);
        }
        catch (InputException e)
        {
            FailureLog.Fatal($"{name}/microstructure", $"material '{name}': {e.Message}");
            UmatCall.Stop(a, material.Elastic);
            return;
        }
        bool keepsTrust = *a.StateVariableCount >= material.TrustStateVariableCount;
        Span<double> stateVariables = new(a.StateVariables, keepsTrust ? material.TrustStateVariableCount : material.StateVariableCount);
        if (!ReadState(material, microstructure, stateVariables, w.State0))
        {
            FailureLog.Fatal($"{name}/state", StateMessage(name, a));
            UmatCall.Stop(a, material.Elastic);
            return;
        }

        SymmetricTensor stretch = CalculixConvention.RightStretch(new(a.Strain, 6), new(a.StrainIncrement, 6));
        stretch.ToSpan(w.Stretch);
        double dt_s = *a.TimeIncrement, spread_Pa = 0.0;
        PointStatus status = stretch.IsFinite
            ? material.Ensemble.Evaluate(microstructure.Contexts, w.Stretch, dt_s, w.State0, w.State1, w.Stress_Pa, w.Tangent_Pa, out spread_Pa, w.Evaluators)
            : PointStatus.NonFiniteInput;
        if (status != PointStatus.Ok)
        {
            Fail(runtime, name, material, a, status);
            return;
        }
        SymmetricTensor rotatedCauchy = SymmetricTensor.FromSpan(w.Stress_Pa);
        SpatialModuli.Kirchhoff(stretch, rotatedCauchy, w.Tangent_Pa, w.Tangent_Pa);
        if (!AllFinite(w.Stress_Pa) || !AllFinite(w.Tangent_Pa) || !AllFinite(w.State1))
        {
            Fail(runtime, name, material, a, PointStatus.NotConverged);
            return;
        }
        if (material.SmallestEigenvalue_Pa is double smallest_Pa)
            PositiveDefiniteModuli.Enforce(w.Tangent_Pa, smallest_Pa);
        TrustScore score = material.Trust.Score(w.State0, w.Stretch, dt_s, microstructure.Descriptors, spread_Pa);

        CalculixConvention.WriteStress(rotatedCauchy, new(a.Stress, 6));
        CalculixConvention.WriteTangent(w.Tangent_Pa, new(a.TangentModuli, 36));
        WriteState(material, microstructure, w.State1, stateVariables);
        runtime.Trust.Count(score);
        if (keepsTrust)
        {
            Span<double> trust = stateVariables.Slice(material.StateSize + 1, HostState.TrustCount);
            runtime.Trust.NoteCommitted(HostState.ReadTrust(trust), name, a);
            HostState.WriteTrust(score, spread_Pa, trust);
        }
        runtime.Trace?.Record(a, stretch, rotatedCauchy, w.State1.AsSpan(0, material.StateSize), score, spread_Pa);
    }

    /// <summary>The states at the start: those of STATEV, or fresh ones if STATEV is all zero. False if they are not of this material.</summary>
    private static bool ReadState(
        PluginMaterial material, PointMicrostructure microstructure, ReadOnlySpan<double> stateVariables, Span<double> state)
    {
        int size = material.StateSize, others = state.Length - size;
        double token = stateVariables[size];
        if (token == microstructure.Token)
        {
            stateVariables[..size].CopyTo(state);
            if (others > 0)
                stateVariables.Slice(size + 1 + HostState.TrustCount, others).CopyTo(state[size..]);
            return true;
        }
        if (stateVariables[..(size + 1)].ContainsAnyExcept(0.0))
            return false;
        SurrogateEnsemble.InitialState(microstructure.Contexts, state);
        return true;
    }

    private static void WriteState(
        PluginMaterial material, PointMicrostructure microstructure, ReadOnlySpan<double> state, Span<double> stateVariables)
    {
        int size = material.StateSize;
        state[..size].CopyTo(stateVariables);
        stateVariables[size] = microstructure.Token;
        if (state.Length > size)
            state[size..].CopyTo(stateVariables[(size + 1 + HostState.TrustCount)..]);
    }

    /// <summary>
    /// Elastic increment on top of the stress handed in (both in the rotated frame), elastic moduli, state untouched: what the
    /// set-up sweeps of dynamic steps ask for (wave speed, initial accelerations).
    /// </summary>
    private static void RespondElastically(
        PluginRuntime runtime, string name, PluginMaterial material, in UmatArguments a, ReadOnlySpan<double> strainIncrement)
    {
        SafeOutputs.WriteFinite(a, material.Elastic);
        Span<double> stress = stackalloc double[6];
        new ReadOnlySpan<double>(a.Stress, 6).CopyTo(stress);
        material.Elastic.AddStress(strainIncrement, stress);
        if (AllFinite(stress))
            stress.CopyTo(new Span<double>(a.Stress, 6));
        else
            Fail(runtime, name, material, a, PointStatus.NonFiniteInput);
    }

    private static void Fail(PluginRuntime runtime, string name, PluginMaterial material, in UmatArguments a, PointStatus status)
    {
        string? replay = runtime.WriteReplay ? ReplayFile.WriteFirst(name, status, a) : null;
        FailureLog.Recoverable(
            $"{Where(name, a)}: {Reason(status)}" + (replay is null ? "" : $" The call is in '{replay}': umat-surrogate drive --replay repeats it."));
        SafeOutputs.WriteFinite(a, material.Elastic);
        SafeOutputs.RequestSmallerStep(a, SafeOutputs.CutBackFactor);
    }

    private static string Reason(PointStatus status) => status switch
    {
        PointStatus.NonFiniteInput => "the strain or the time increment is not a finite number, or the stretch exp(strain) overflows.",
        PointStatus.NonPositiveVolume => "the stretch has a determinant that is not positive.",
        PointStatus.IncrementTooLarge => $"the strain increment is more than {SteppingRule.MaximumParts} times the largest that the model was trained on; use smaller increments.",
        PointStatus.InvalidState => "the state variables are not those of a point of this model (damaged or changed by the host), or its network gave no finite result.",
        PointStatus.NotConverged => "the surrogate gave no finite result; is the deformation far outside its training data?",
        _ => $"the surrogate refused the point ({status}).",
    };

    private static string StateMessage(string name, in UmatArguments a) =>
        $"{Where(name, a)}: the state variables do not belong to this model and these grains. Start the analysis afresh; a restart needs the "
        + "model file and the microstructures of the first run, and *INITIAL CONDITIONS, TYPE=SOLUTION must not be used.";

    internal static string Where(string name, in UmatArguments a) =>
        $"material '{name}', element {*a.Element}, point {*a.IntegrationPoint}, increment {*a.Increment}";

    private static bool AllFinite(ReadOnlySpan<double> values)
    {
        // x - x is 0 for every finite x and NaN else; one comparison at the end.
        double sum = 0.0;
        foreach (double x in values)
            sum += x - x;
        return sum == 0.0;
    }
}
