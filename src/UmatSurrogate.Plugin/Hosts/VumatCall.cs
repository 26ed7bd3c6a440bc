using UmatSurrogate.Plugin.Materials;
using UmatSurrogate.Plugin.Messages;

namespace UmatSurrogate.Plugin.Hosts;

/// <summary>One VUMAT call: finds the material, checks what can be checked of the whole block, and hands it on.</summary>
internal static unsafe class VumatCall
{
    /// <summary>A call from the host, under the configuration of this process. False after a fatal error.</summary>
    public static bool Update(in VumatArguments a)
    {
        PluginRuntime? runtime = PluginRuntime.Current;
        return runtime is null ? Stop(a) : Update(runtime, a); // the reason was printed when the configuration was read
    }

    /// <summary>A call under a given configuration. False after a fatal error.</summary>
    public static bool Update(PluginRuntime runtime, in VumatArguments a)
    {
        NamedMaterial named = runtime.MaterialOf(new ReadOnlySpan<byte>(a.MaterialName, MaterialName.Length(a.MaterialName)));
        if (named.Material is not PluginMaterial material)
            return Stop(a);
        string? unusable = named.Host != HostKind.AbaqusExplicit ? UmatCall.WrongRoutine("vumat", named.Host) : CheckArguments(runtime, a, material);
        if (unusable is not null)
        {
            FailureLog.Fatal($"{named.Name}/arguments", $"material '{named.Name}': {unusable}");
            return Stop(a);
        }
        BlockWorkspace workspace = material.BlockWorkspaces.Take();
        try
        {
            return AbaqusExplicitVumat.Update(runtime, named.Name, material, a, workspace) || Stop(a);
        }
        finally
        {
            material.BlockWorkspaces.Return(workspace);
        }
    }

    private static bool Stop(in VumatArguments a)
    {
        VumatSafeOutputs.Write(a);
        return false;
    }

    /// <summary>What makes the call unusable, or null.</summary>
    private static string? CheckArguments(PluginRuntime runtime, in VumatArguments a, PluginMaterial material)
    {
        if (a.Block == null || a.DirectComponents == null || a.ShearComponents == null || a.StateVariableCount == null || a.StepTime == null
            || a.TimeIncrement == null || a.StrainIncrement == null || a.StressOld == null || a.StateOld == null || a.StretchNew == null
            || a.StressNew == null || a.StateNew == null)
        {
            return "the host passed no memory for an argument that is needed (nblock, ndir, nshr, nstatev, stepTime, dt, strainInc, stressOld, "
                + "stateOld, stretchNew, stressNew or stateNew). Does the material have *DEPVAR?";
        }
        if (!VumatSafeOutputs.CountsAreValid(a))
            return $"nblock {*a.Block}, ndir {*a.DirectComponents}, nshr {*a.ShearComponents} cannot be meant; nblock is 1 to {VumatSafeOutputs.LargestBlock}.";
        if (*a.DirectComponents != 3 || *a.ShearComponents is not (1 or 3))
        {
            return $"the elements have {*a.DirectComponents} direct and {*a.ShearComponents} shear components; only three-dimensional solids (3 and 3) and "
                + "plane strain or axisymmetric solids (3 and 1) can be used.";
        }
        if (*a.ShearComponents == 1 && !runtime.PlaneStrain)
        {
            return "the elements have 3 direct components and 1 shear component: plane strain and axisymmetric solids have these, but plane stress, membranes and "
                + "shells too, which the material cannot serve. Write \"plane\": \"strain\" into umat-surrogate.json if they are plane strain or axisymmetric.";
        }
        if (*a.StateVariableCount < material.StateVariableCount)
        {
            return $"*DEPVAR gives {*a.StateVariableCount} state variables, the model needs {material.StateVariableCount}. "
                + $"Write *DEPVAR and, on the next line, {material.StateVariableCount}.";
        }
        if (a.Annealing != null && *a.Annealing == 1)
            return "the host asks for annealing (lanneal = 1), which the model does not know. Remove the *ANNEAL step.";
        return null;
    }
}
