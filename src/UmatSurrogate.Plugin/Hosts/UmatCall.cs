using UmatSurrogate.Plugin.Materials;
using UmatSurrogate.Plugin.Messages;

namespace UmatSurrogate.Plugin.Hosts;

/// <summary>One UMAT call of any host: finds the material and hands the call to the host's own conventions.</summary>
internal static unsafe class UmatCall
{
    /// <summary>A call from the host, under the configuration of this process.</summary>
    public static void Update(in UmatArguments a)
    {
        PluginRuntime? runtime = PluginRuntime.Current;
        if (runtime is null)
            Stop(a, null); // the reason was printed when the configuration was read
        else
            Update(runtime, a);
    }

    /// <summary>A call under a given configuration.</summary>
    public static void Update(PluginRuntime runtime, in UmatArguments a)
    {
        NamedMaterial named = runtime.MaterialOf(new ReadOnlySpan<byte>(a.MaterialName, MaterialName.Length(a.MaterialName)));
        if (named.Material is not PluginMaterial material)
        {
            Stop(a, null);
            return;
        }
        string? unusable = named.Host == HostKind.Calculix ? CheckArguments(a, material) : WrongRoutine("umat", named.Host);
        if (unusable is not null)
        {
            FailureLog.Fatal($"{named.Name}/arguments", $"material '{named.Name}': {unusable}");
            Stop(a, material.Elastic);
            return;
        }
        CalculixUmat.Update(runtime, named.Name, material, a);
    }

    /// <summary>Finite outputs and a step so small that the host gives up.</summary>
    public static void Stop(in UmatArguments a, ElasticModuli? elastic)
    {
        SafeOutputs.WriteFinite(a, elastic);
        SafeOutputs.RequestSmallerStep(a, SafeOutputs.StopFactor);
    }

    /// <summary>The message for a host that calls another routine than its conventions have.</summary>
    public static string WrongRoutine(string routine, HostKind host) => host switch
    {
        HostKind.Calculix => $"the host calls {routine}, but the material's name or \"host\" in umat-surrogate.json says CalculiX, which calls umat. "
            + "For Abaqus/Explicit set \"host\": \"abaqus-explicit\".",
        HostKind.AbaqusExplicit => $"the host calls {routine}, but \"host\" in umat-surrogate.json is \"abaqus-explicit\", which calls vumat.",
        _ => throw new ArgumentOutOfRangeException(nameof(host), host, "The host is not known."),
    };

    /// <summary>What makes the call unusable, or null.</summary>
    private static string? CheckArguments(in UmatArguments a, PluginMaterial material)
    {
        if (a.Stress == null || a.TangentModuli == null || a.Strain == null || a.StrainIncrement == null || a.TimeIncrement == null
            || a.StressComponents == null || a.DirectComponents == null || a.StateVariableCount == null || a.StateVariables == null
            || a.Element == null || a.IntegrationPoint == null || a.Increment == null)
        {
            return "the host passed no memory for an argument that is needed (STRESS, STATEV, DDSDDE, STRAN, DSTRAN, DTIME, NDI, NTENS, "
                + "NSTATV, NOEL, NPT or KINC). Does the material have *DEPVAR?";
        }
        if (*a.StressComponents != 6 || *a.DirectComponents != 3)
        {
            return $"element {*a.Element} has {*a.StressComponents} stress components, {*a.DirectComponents} of them direct; only "
                + "three-dimensional solid elements (6 and 3) can be used.";
        }
        if (*a.StateVariableCount < material.StateVariableCount)
        {
            return $"*DEPVAR gives {*a.StateVariableCount} state variables, the model needs {material.StateVariableCount}. "
                + $"Write *DEPVAR and, on the next line, {material.StateVariableCount}.";
        }
        return null;
    }
}
