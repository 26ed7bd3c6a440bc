using UmatSurrogate.Evaluation;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Studies;

/// <summary>A model with what all measurements need.</summary>
internal sealed class CellMeasurement
{
    public CellMeasurement(StudyCell cell, StudyMeasurements measure, string truthFolder, int threads, CancellationToken cancellation)
    {
        (Cell, Measure) = (cell, measure);
        Evaluator = new(cell.Model);
        Library = new(cell.Model);
        Truth = new(CrystalPlasticity.Of(cell.Data), truthFolder, threads, cancellation);
        Baseline = TaylorBaseline.Fit(cell.Data, Truth.Plasticity, FactorSamples);
    }

    private const int FactorSamples = 64;

    public StudyCell Cell { get; }

    public StudyMeasurements Measure { get; }

    public SurrogateEvaluator Evaluator { get; }

    public MicrostructureLibrary Library { get; }

    public TruthStore Truth { get; }

    public TaylorBaseline Baseline { get; }
}
