using UmatSurrogate.Damask;
using UmatSurrogate.FullField;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Tests;

/// <summary>A full-field case of the reference, from its own input files, with what differs.</summary>
/// <param name="Reference">The reference.</param>
/// <param name="Simulation">The simulation; its fields are those at the end.</param>
/// <param name="History">Our history.</param>
/// <param name="LargestError">Largest |difference of a component of the mean P| at any increment over the largest component of the whole history.</param>
internal sealed record ReferenceFieldRun(ReferenceFieldCase Reference, FullFieldSimulation Simulation, FullFieldHistory History, double LargestError)
{
    /// <summary>Evaluations of ours over iterations of the reference, one of which is two evaluations.</summary>
    public double EvaluationsPerIteration => (double)History.Evaluations / Reference.TotalIterations;

    public static ReferenceFieldRun Of(string kind, string name, FollowOptions? options = null)
    {
        ReferenceFieldCase reference = ReferenceFieldCase.Read(kind, name);
        FullFieldSimulation simulation = NewSimulation(reference);
        FullFieldHistory history = simulation.Follow(LoadFile.Read(reference.LoadFile), options);
        double largest = 0.0;
        foreach (CompletedIncrement i in history.Increments)
            largest = Math.Max(largest, ReferenceFieldCase.Largest(i.Stress_Pa - reference.Rows[i.Increment].P_Pa));
        return new(reference, simulation, history, largest / reference.LargestStress_Pa);
    }

    /// <summary>The simulation of a case in its initial state.</summary>
    public static FullFieldSimulation NewSimulation(ReferenceFieldCase reference, int threads = 1) => FullFieldSimulation.FromDamask(
        GeometryFile.Read(reference.GeometryFile),
        MaterialFile.Read(reference.MaterialFile),
        FullFieldSettings.FromDamask(NumericsFile.Read(reference.NumericsFile)) with { Threads = threads });

    /// <summary>F and P [Pa] of all voxels at the end.</summary>
    public (Tensor3x3[] F, Tensor3x3[] P_Pa) FinalFields()
    {
        (Tensor3x3[] F, Tensor3x3[] P) = (new Tensor3x3[Simulation.Geometry.Count], new Tensor3x3[Simulation.Geometry.Count]);
        for (int v = 0; v < F.Length; v++)
            (F[v], P[v]) = (Simulation.Solver.DeformationGradient[v], Simulation.Solver.Stress_Pa[v]);
        return (F, P);
    }
}
