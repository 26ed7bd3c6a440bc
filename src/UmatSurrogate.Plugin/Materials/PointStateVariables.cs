using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Materials;

/// <summary>Between the state variables of a host (see <see cref="HostState"/>) and the states of the models.</summary>
internal static class PointStateVariables
{
    /// <summary>The states at the start: those of the state variables, or fresh ones if these are all zero. False if they are not of this material.</summary>
    /// <param name="material">The material.</param>
    /// <param name="microstructure">Grains of the point.</param>
    /// <param name="token">The token of these grains in the precision of the host.</param>
    /// <param name="stateVariables">At least as many as the material needs.</param>
    /// <param name="state">States of all models.</param>
    public static bool Read(
        PluginMaterial material, PointMicrostructure microstructure, double token, ReadOnlySpan<double> stateVariables, Span<double> state)
    {
        int size = material.StateSize, others = state.Length - size;
        if (stateVariables[size] == token)
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

    /// <summary>The reverse, with the token.</summary>
    public static void Write(PluginMaterial material, double token, ReadOnlySpan<double> state, Span<double> stateVariables)
    {
        int size = material.StateSize;
        state[..size].CopyTo(stateVariables);
        stateVariables[size] = token;
        if (state.Length > size)
            state[size..].CopyTo(stateVariables[(size + 1 + HostState.TrustCount)..]);
    }
}
