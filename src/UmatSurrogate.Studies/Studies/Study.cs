using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Training;

namespace UmatSurrogate.Studies;

/// <summary>How far a study is.</summary>
/// <param name="Done">Cells done.</param>
/// <param name="Total">All cells.</param>
/// <param name="Now">What is at work.</param>
/// <param name="Share">Share of that which is done, 0 .. 1.</param>
public readonly record struct StudyProgress(int Done, int Total, string Now, double Share);

/// <summary>What a study gave.</summary>
/// <param name="Report">The report, <c>report.md</c>.</param>
/// <param name="Files">Tables and figures beside it.</param>
/// <param name="Cells">Cells measured.</param>
/// <param name="Failed">Cells that came to nothing; the report names them.</param>
public sealed record StudyResult(string Report, IReadOnlyList<string> Files, int Cells, IReadOnlyList<FailedCell> Failed);

/// <summary>
/// Runs a study: trains every case with every seed, measures it, and writes report, figures and tables. Every cell is kept on disk, so that a study which was stopped goes on,
/// and one that got further cases trains only those.
/// </summary>
public static class Study
{
    /// <summary>To be raised when what is measured changes: measurements of other versions are taken again.</summary>
    private const int MeasurementVersion = 1;

    /// <summary>Runs a study, or what is left of it.</summary>
    /// <param name="kind">Which study.</param>
    /// <param name="specification">Its cases.</param>
    /// <param name="folder">Folder of report, cells, generated data and kept simulations.</param>
    /// <param name="threads">Threads for simulations; 0: one per core.</param>
    /// <param name="report">Told how far it is; from any thread.</param>
    /// <param name="cancellation">Stops at the next checkpoint.</param>
    /// <exception cref="InputException">The specification asks for something that is not there.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what is complete is kept.</exception>
    public static StudyResult Run(
        StudyKind kind, StudySpecification specification, string folder, int threads = 0, Action<StudyProgress>? report = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(specification);
        ArgumentNullException.ThrowIfNull(folder);
        Directory.CreateDirectory(folder);
        int used = threads > 0 ? threads : Environment.ProcessorCount;
        using DatasetLibrary library = new(folder, used);
        CellTrainer trainer = new(specification, folder, library);
        List<CellResult> results = [];
        List<FailedCell> failed = [];
        int total = specification.Cases.Count * specification.Seeds.Count;
        foreach (StudyCase item in specification.Cases)
            trainer.Check(item);
        foreach (StudyCase item in specification.Cases)
        {
            // A model that is there has no seeds.
            foreach (ulong seed in item.Model is null ? specification.Seeds : specification.Seeds.Take(1))
            {
                cancellation.ThrowIfCancellationRequested();
                void Tell(string now, double share) => report?.Invoke(new(results.Count + failed.Count, total, now, share));
                Tell($"reading data of {item}", 0);
                try
                {
                    StudyCell cell = trainer.Train(item, seed, Tell, cancellation);
                    Tell($"measuring {item}", 0.99);
                    results.Add(new(item, seed, Measure(kind, cell, specification.Measurements, folder, used, cancellation)));
                }
                catch (TrainingDivergedException e)
                {
                    failed.Add(new(item, seed, e.Message));
                }
            }
        }

        return Write(kind, new(specification, results, failed), folder);
    }

    private static Measured Measure(StudyKind kind, StudyCell cell, StudyMeasurements measure, string folder, int threads, CancellationToken cancellation)
    {
        string settings = string.Join(' ', measure.HalfWidths_deg.Select(h => h.ToString(CultureInfo.InvariantCulture)));
        string text = FormattableString.Invariant(
            $"{MeasurementVersion} {kind} {cell.Model.ContentHash} {cell.Data.ContentHash} {cell.Data.Fidelities[0]} {measure with { HalfWidths_deg = [] }} {settings}");
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        string file = Path.Combine(cell.Folder, $"measured-{Words(kind)}.json");
        Measured? measured = Measured.TryRead(file, key);
        if (measured is null)
        {
            CellMeasurement m = new(cell, measure, Path.Combine(folder, "truth"), threads, cancellation);
            measured = kind switch
            {
                StudyKind.LoadPaths => GeneralisationMeasurement.OfVolumeElements(m),
                StudyKind.Microstructures => GeneralisationMeasurement.OfPaths(m),
                StudyKind.Textures => TextureMeasurement.Run(m),
                StudyKind.Gradient => GradientMeasurement.Run(m),
                _ => ValidationMeasurement.Run(m),
            };
            measured.Write(file, key);
        }

        measured.Add(cell.Training);
        return measured;
    }

    private static StudyResult Write(StudyKind kind, StudyResults results, string folder)
    {
        StudyReport report = new(folder);
        report.Heading(1, results.Specification.Title.Length > 0 ? results.Specification.Title : $"Study: {Words(kind)}");
        int cells = results.Cases.Sum(c => results.Of(c).Length);
        if (cells > 0)
        {
            int cases = results.Cases.Count();
            report.Paragraph(
                $"{cases} {(cases == 1 ? "case" : "cases")}, {(results.Specification.Seeds.Count == 1 ? "seed" : "seeds")} {string.Join(", ", results.Specification.Seeds)}. "
                + "Every one has its `train.yaml`, model and measurements in `cells`.");
            Writer(kind)(results, report);
        }

        if (results.Failed.Count > 0)
        {
            report.Heading(2, "Trainings that came to nothing");
            foreach (FailedCell cell in results.Failed)
                report.Paragraph($"* {cell.Case}, seed {cell.Seed}: {cell.Reason}");
        }

        return new(report.Save(), report.Files, cells, results.Failed);
    }

    private static Action<StudyResults, StudyReport> Writer(StudyKind kind) => kind switch
    {
        StudyKind.Hyperparameters => ComparisonReport.Hyperparameters,
        StudyKind.Architecture => ComparisonReport.Architecture,
        StudyKind.DataSize => DataSizeReport.Write,
        StudyKind.LoadPaths => GeneralisationReport.LoadPaths,
        StudyKind.Microstructures => GeneralisationReport.Microstructures,
        StudyKind.Textures => TextureReport.Write,
        _ => GradientReport.Write,
    };

    private static string Words(StudyKind kind) => StudySpecificationFile.Kinds.First(k => k.Kind == kind).Word;
}
