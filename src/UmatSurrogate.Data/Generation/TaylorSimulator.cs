using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Data;

/// <summary>The fidelity <c>taylor</c> on the processor: one polycrystal along one path.</summary>
internal sealed class TaylorSimulator(PhenopowerlawParameters material) : IPathSimulator
{
    public int Capacity => 1;

    public void Simulate(ReadOnlySpan<SimulationTask> tasks, ReadOnlySpan<SimulationOutcome> outcomes, CancellationToken cancellation)
    {
        LoadPath path = tasks[0].Path;
        SimulationOutcome outcome = outcomes[0];
        TaylorPolycrystal polycrystal = TaylorVolumeElement.Polycrystal(material, tasks[0].VolumeElement);
        outcome.Begin(path.IncrementCount);
        for (int t = 1; t <= path.IncrementCount; t++)
        {
            Tensor3x3 F = path.DeformationGradients[t];
            PointStatus status = polycrystal.Evaluate(F, path.Times_s[t] - path.Times_s[t - 1], out Tensor3x3 P);
            if (status == PointStatus.Ok && !P.IsFinite)
                status = PointStatus.NotConverged;
            if (status != PointStatus.Ok)
            {
                outcome.Fail(status, t, -1, "the update of a grain failed");
                return;
            }
            polycrystal.Commit();
            outcome.CauchyStress_Pa[t] = StressMeasures.CauchyFromFirstPiola(P, F);
        }
    }

    public void Dispose()
    {
    }
}
