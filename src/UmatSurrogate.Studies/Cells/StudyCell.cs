using UmatSurrogate.Data;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Studies;

/// <summary>One case with one seed: the trained (or given) model, and where what is measured of it is kept.</summary>
/// <param name="Case">The case.</param>
/// <param name="Seed">The seed of its training.</param>
/// <param name="Folder">Folder of the cell.</param>
/// <param name="Model">The model.</param>
/// <param name="Data">The data set of the case.</param>
/// <param name="Training">Course of the training: <c>epoch</c>, <c>validation_MPa</c>, <c>mean_square</c>, <c>elapsed_s</c>; empty for a given model.</param>
internal sealed record StudyCell(StudyCase Case, ulong Seed, string Folder, SurrogateModel Model, Dataset Data, Measured Training);

/// <summary>A cell whose training came to nothing.</summary>
/// <param name="Case">The case.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Reason">Why.</param>
public sealed record FailedCell(StudyCase Case, ulong Seed, string Reason);

/// <summary>What was measured of a cell.</summary>
internal sealed record CellResult(StudyCase Case, ulong Seed, Measured Measured);
