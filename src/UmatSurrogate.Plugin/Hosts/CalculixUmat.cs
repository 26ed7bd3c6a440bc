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
        if (!PointStateVariables.Read(material, microstructure, microstructure.Token, stateVariables, w.State0))
        {
            FailureLog.Fatal($"{name}/state", $"{Where(name, a)}: {FailureReason.ForeignState}");
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
        PointStateVariables.Write(material, microstructure.Token, w.State1, stateVariables);
        runtime.Trust.Count(score);
        if (keepsTrust)
        {
            Span<double> trust = stateVariables.Slice(material.StateSize + 1, HostState.TrustCount);
            if (runtime.Trust.IsFirstUnreliable(HostState.ReadTrust(trust)))
                TrustSummary.Tell(HostState.ReadTrust(trust), Where(name, a));
            HostState.WriteTrust(score, spread_Pa, trust);
        }
        runtime.Trace?.Record(a, stretch, rotatedCauchy, w.State1.AsSpan(0, material.StateSize), score, spread_Pa);
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
            $"{Where(name, a)}: {FailureReason.Of(status)}" + (replay is null ? "" : $" The call is in '{replay}': umat-surrogate drive --replay repeats it."));
        SafeOutputs.WriteFinite(a, material.Elastic);
        SafeOutputs.RequestSmallerStep(a, SafeOutputs.CutBackFactor);
    }

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
