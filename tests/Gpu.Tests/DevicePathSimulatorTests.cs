using UmatSurrogate.Data;
using UmatSurrogate.Gpu;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Tests;

/// <summary>Simulations for a data set on ILGPU's CPU accelerator against those on the processor.</summary>
public sealed class DevicePathSimulatorTests
{
    private static readonly DatasetPart Part = new() { Fidelity = Fidelity.FullField(2), TrainingSamples = 1 };

    [Fact]
    public void Stresses_AreTheProcessors_AndAFailedTaskIsMarked()
    {
        var tasks = new SimulationTask[3];
        for (int t = 0; t < tasks.Length; t++)
        {
            double step = t == 1 ? 0.45 : 0.001 * (t + 1);
            Tensor3x3[] F = [.. Enumerable.Range(0, 4 + t).Select(k => k == 0 ? Tensor3x3.Identity : Crystals.Deformation(step * k, 0.2))];
            tasks[t] = new(VolumeElementGenerator.Random(3, (ulong)t), new LoadPath([.. Enumerable.Range(0, F.Length).Select(k => 1.0 + k)], F));
        }

        using DevicePathSimulators source = DevicePathSimulators.Emulated();
        using IPathSimulator device = source.Create(Part, PhenopowerlawParameters.Aluminium);
        using IPathSimulator processor = new ProcessorSimulators().Create(Part, PhenopowerlawParameters.Aluminium);
        Assert.True(device.Capacity >= tasks.Length);
        SimulationOutcome[] outcomes = [new(), new(), new()];
        device.Simulate(tasks, outcomes, CancellationToken.None);
        for (int t = 0; t < tasks.Length; t++)
        {
            var expected = new SimulationOutcome();
            processor.Simulate(tasks.AsSpan(t, 1), [expected], CancellationToken.None);
            Assert.Equal((expected.Status, expected.FailedIncrement), (outcomes[t].Status, outcomes[t].FailedIncrement));
            Assert.Equal(expected.Increments, outcomes[t].Increments);
            for (int k = 0; k <= expected.Increments; k++)
            {
                SymmetricTensor e = expected.CauchyStress_Pa[k], a = outcomes[t].CauchyStress_Pa[k];
                Assert.InRange((e - a).Norm, 0.0, 1e-6 * e.Norm);
            }
        }
    }

    [Fact]
    public void TaylorParts_AreRefused()
    {
        using DevicePathSimulators source = DevicePathSimulators.Emulated();
        Assert.Throws<InputException>(() => source.Create(Part with { Fidelity = Fidelity.Taylor }, PhenopowerlawParameters.Aluminium));
    }
}
