using UmatSurrogate.Mechanics;
using UmatSurrogate.Mechanics.HostConventions;
using UmatSurrogate.Plugin.Materials;
using UmatSurrogate.Plugin.Messages;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Hosts;

/// <summary>
/// A VUMAT call under the conventions of Abaqus/Explicit (see <see cref="AbaqusVumatConvention"/>). What is particular to this host:
/// <list type="bullet">
/// <item>All points of the block are evaluated in one batch, without tangent.</item>
/// <item>U of F = R U is stretchNew, and R^T sigma R is wanted: rotations never enter.</item>
/// <item>The call at step time 0 (data check, fictitious strains, wave speed) gets stressOld plus the elastic answer; the state stays.</item>
/// <item>There is no way to ask for a smaller increment. A point that cannot be evaluated keeps stress and state; since U is total, the
/// next increment makes up for it.</item>
/// <item>Nothing is known of points but their place in the block, unless the microstructure needs more: then element and integration
/// point are read from jblock as Abaqus lays it out. (Other hosts pass a plain number of points, behind which nothing may be read.)</item>
/// </list>
/// </summary>
internal static unsafe class AbaqusExplicitVumat
{
    /// <summary>Evaluates a checked block. False after a fatal error (printed); then nothing is written.</summary>
    public static bool Update(PluginRuntime runtime, string name, PluginMaterial material, in VumatArguments a, BlockWorkspace w)
    {
        int n = *a.Block;
        w.Prepare(n);
        int components = 3 + *a.ShearComponents;
        ReadColumns(a.Reals(a.StrainIncrement), w.StrainIncrement, n, components);
        ReadColumns(a.Reals(a.StressOld), w.StressOld, n, components);
        if (a.Reals(a.StepTime)[0] == 0.0)
        {
            RespondElastically(name, material, a, w, n);
            return true;
        }
        ReadColumns(a.Reals(a.StretchNew), w.Stretch, n, components);
        double dt_s = a.Reals(a.TimeIncrement)[0];
        bool keepsTrust = *a.StateVariableCount >= material.TrustStateVariableCount;
        int kept = keepsTrust ? material.TrustStateVariableCount : material.StateVariableCount;
        HostReals stateOld = a.Reals(a.StateOld), stateNew = a.Reals(a.StateNew);
        for (int c = 0; c < kept; c++)
        {
            for (int p = 0; p < n; p++)
                w.StateVariables[p * w.StateVariableCount + c] = stateOld[(long)c * n + p];
        }
        if (!TryGather(name, material, a, w, n, kept, dt_s))
            return false;
        w.Batch.Evaluate(n);
        for (int p = 0; p < n; p++)
            Finish(runtime, name, material, a, w, n, p, kept, dt_s, keepsTrust);
        for (int c = 0; c < *a.StateVariableCount; c++)
        {
            if (c >= kept)
                stateNew.CopyColumnFrom(stateOld, c, n);
            for (int p = 0; p < n && c < kept; p++)
                stateNew[(long)c * n + p] = w.StateVariables[p * w.StateVariableCount + c];
        }
        WriteStress(a, w, n);
        return true;
    }

    /// <summary>Grains and states of all points. False if they are not those of this material.</summary>
    private static bool TryGather(string name, PluginMaterial material, in VumatArguments a, BlockWorkspace w, int n, int kept, double dt_s)
    {
        Span<double> state = material.Ensemble.StateSize <= 1024 ? stackalloc double[material.Ensemble.StateSize] : new double[material.Ensemble.StateSize];
        bool numbered = material.Microstructures.DiffersBetweenPoints;
        for (int p = 0; p < n; p++)
        {
            PointMicrostructure microstructure;
            try
            {
                if (numbered && (a.Block[4 + p] < 1 || a.Block[1] < 1))
                {
                    throw new InputException(
                        $"the host gives point {p + 1} of a block the element number {a.Block[4 + p]} and the integration point {a.Block[1]}; without such numbers "
                        + "only one volume element for all points (\"file\") is possible.");
                }
                microstructure = numbered ? material.Microstructures.Of(a.Block[4 + p], a.Block[1]) : material.Microstructures.Of(0, 0);
            }
            catch (InputException e)
            {
                FailureLog.Fatal($"{name}/microstructure", $"material '{name}': {e.Message}");
                return false;
            }
            w.Microstructure[p] = microstructure;
            ReadOnlySpan<double> variables = w.StateVariables.AsSpan(p * w.StateVariableCount, kept);
            if (!PointStateVariables.Read(material, microstructure, Token(microstructure, a), variables, state))
            {
                FailureLog.Fatal($"{name}/state", $"{Where(name, material, a, n, p)}: {FailureReason.ForeignState}");
                return false;
            }
            w.Batch.Set(p, microstructure.Contexts, AbaqusVumatConvention.ReadSymmetric(w.Stretch, p, n), dt_s, state);
        }
        return true;
    }

    /// <summary>Stress, state and energies of a point; of one that failed, those of the start.</summary>
    private static void Finish(
        PluginRuntime runtime, string name, PluginMaterial material, in VumatArguments a, BlockWorkspace w, int n, int p, int kept, double dt_s, bool keepsTrust)
    {
        Span<double> variables = w.StateVariables.AsSpan(p * w.StateVariableCount, kept);
        SymmetricTensor old_Pa = FiniteOrZero(AbaqusVumatConvention.ReadSymmetric(w.StressOld, p, n));
        PointStatus status = w.Batch.Status(p);
        if (status == PointStatus.Ok && !a.Reals(a.StressNew).Holds(w.Batch.RotatedCauchy_Pa(p)))
            status = PointStatus.NotConverged;
        if (status != PointStatus.Ok)
        {
            FailureLog.Recoverable($"{Where(name, material, a, n, p)}: {FailureReason.Of(status)}", "stress and state kept for this increment");
            for (int i = 0; i < variables.Length; i++)
                variables[i] = double.IsFinite(variables[i]) ? variables[i] : 0.0;
            AbaqusVumatConvention.WriteSymmetric(old_Pa, w.StressNew, p, n);
            WriteEnergies(material, a, old_Pa, old_Pa, SymmetricTensor.Zero, p);
            return;
        }
        SymmetricTensor new_Pa = SymmetricTensor.FromSpan(w.Batch.RotatedCauchy_Pa(p));
        double spread_Pa = w.Batch.Spread_Pa(p);
        TrustScore score = material.Trust.Score(w.Batch.State0(p), w.Batch.Stretch(p), dt_s, w.Microstructure[p].Descriptors, spread_Pa);
        runtime.Trust.Count(score);
        WriteState(material, a, w, p, variables);
        if (keepsTrust)
        {
            Span<double> trust = variables.Slice(material.StateSize + 1, HostState.TrustCount);
            TrustScore before = HostState.ReadTrust(trust);
            if (runtime.Trust.IsFirstUnreliable(before))
                TrustSummary.Tell(before, Where(name, material, a, n, p));
            HostState.WriteTrust(score, spread_Pa, trust);
        }
        AbaqusVumatConvention.WriteSymmetric(new_Pa, w.StressNew, p, n);
        WriteEnergies(material, a, old_Pa, new_Pa, AbaqusVumatConvention.ReadSymmetric(w.StrainIncrement, p, n), p);
    }

    private static void WriteState(PluginMaterial material, in VumatArguments a, BlockWorkspace w, int p, Span<double> variables)
    {
        Span<double> state = material.Ensemble.StateSize <= 1024 ? stackalloc double[material.Ensemble.StateSize] : new double[material.Ensemble.StateSize];
        w.Batch.CopyState(p, state);
        PointStateVariables.Write(material, Token(w.Microstructure[p], a), state, variables);
    }

    /// <summary>stressOld + C : strainInc, everything else as it was.</summary>
    private static void RespondElastically(string name, PluginMaterial material, in VumatArguments a, BlockWorkspace w, int n)
    {
        Span<double> strain = stackalloc double[6], stress = stackalloc double[6];
        for (int p = 0; p < n; p++)
        {
            SymmetricTensor increment = AbaqusVumatConvention.ReadSymmetric(w.StrainIncrement, p, n);
            SymmetricTensor old_Pa = FiniteOrZero(AbaqusVumatConvention.ReadSymmetric(w.StressOld, p, n));
            AbaqusUmatConvention.WriteStrain(increment, strain);
            old_Pa.ToSpan(stress);
            material.Elastic.AddStress(strain, stress);
            SymmetricTensor new_Pa = SymmetricTensor.FromSpan(stress);
            if (!a.Reals(a.StressNew).Holds(stress))
            {
                FailureLog.Recoverable($"{Where(name, material, a, n, p)}: {FailureReason.Of(PointStatus.NonFiniteInput)}", "stress kept in the data check");
                (new_Pa, increment) = (old_Pa, SymmetricTensor.Zero);
            }
            AbaqusVumatConvention.WriteSymmetric(new_Pa, w.StressNew, p, n);
            WriteEnergies(material, a, old_Pa, new_Pa, increment, p);
        }
        for (int c = 0; c < *a.StateVariableCount; c++)
            a.Reals(a.StateNew).CopyColumnFrom(a.Reals(a.StateOld), c, n);
        WriteStress(a, w, n);
    }

    private static void WriteEnergies(
        PluginMaterial material, in VumatArguments a, in SymmetricTensor old_Pa, in SymmetricTensor new_Pa, in SymmetricTensor strainIncrement, int p)
    {
        HostReals density = a.Reals(a.Density);
        double rho = density.IsNull ? 0.0 : density[p];
        bool known = rho > 0.0 && double.IsFinite(rho);
        double work = known ? SpecificEnergies.Work(old_Pa, new_Pa, strainIncrement, rho) : 0.0;
        double stored = known ? SpecificEnergies.Elastic(material.Elastic, new_Pa, rho) - SpecificEnergies.Elastic(material.Elastic, old_Pa, rho) : 0.0;
        Add(a.Reals(a.InternalEnergyOld), a.Reals(a.InternalEnergyNew), p, work);
        Add(a.Reals(a.InelasticEnergyOld), a.Reals(a.InelasticEnergyNew), p, work - stored);
    }

    private static void Add(HostReals before, HostReals after, int p, double change)
    {
        if (before.IsNull || after.IsNull)
            return;
        double old = double.IsFinite(before[p]) ? before[p] : 0.0, sum = old + change;
        after[p] = after.Holds([sum]) ? sum : old;
    }

    /// <summary>Reads the columns that the host has; plane strain leaves the last two zero.</summary>
    private static void ReadColumns(HostReals array, double[] columns, int n, int components)
    {
        array.CopyTo(columns.AsSpan(0, components * n));
        columns.AsSpan(components * n, (6 - components) * n).Clear();
    }

    private static void WriteStress(in VumatArguments a, BlockWorkspace w, int n) =>
        a.Reals(a.StressNew).Set(w.StressNew.AsSpan(0, (3 + *a.ShearComponents) * n));

    private static double Token(PointMicrostructure microstructure, in VumatArguments a) =>
        a.SinglePrecision != 0 ? StateToken.InSinglePrecision(microstructure.Token) : microstructure.Token;

    private static SymmetricTensor FiniteOrZero(in SymmetricTensor s) => s.IsFinite ? s : SymmetricTensor.Zero;

    private static string Where(string name, PluginMaterial material, in VumatArguments a, int n, int p)
    {
        string where = material.Microstructures.DiffersBetweenPoints
            ? $"element {a.Block[4 + p]} (internal number), point {a.Block[1]}"
            : $"point {p + 1} of a block of {n}";
        return FormattableString.Invariant($"material '{name}', {where}, step time {a.Reals(a.StepTime)[0]:G6} s");
    }
}
