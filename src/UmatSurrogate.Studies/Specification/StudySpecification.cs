using System.Text.Json.Nodes;

namespace UmatSurrogate.Studies;

/// <summary>The studies.</summary>
public enum StudyKind
{
    /// <summary>Sizes of the network, one at a time (Tables 2 and 3, Figs. 3, 4, 5 of the paper).</summary>
    Hyperparameters,

    /// <summary>Error over the number of simulations, for several networks, with and without pre-training on Taylor (Fig. 11a).</summary>
    DataSize,

    /// <summary>Cells and mappings beside each other (Figs. 3, 4, 5; the baselines of the discussion).</summary>
    Architecture,

    /// <summary>Seen volume elements along unseen paths (Figs. 6, 11b).</summary>
    LoadPaths,

    /// <summary>Unseen volume elements along seen paths (Fig. 7).</summary>
    Microstructures,

    /// <summary>Textures under uniaxial tension (Fig. 9).</summary>
    Textures,

    /// <summary>Derivative of the stress along uniaxial tension (Fig. 12).</summary>
    Gradient,
}

/// <summary>Where the samples of a case come from: a data set on disk or packed, or a description that is generated.</summary>
/// <param name="Path">A folder, a packed file, or a description (<c>*.yaml</c>).</param>
/// <param name="Fidelity">For a data set of several fidelities the one to take; null: its only one.</param>
/// <param name="Overrides">For a description: what is said in its place; null: nothing.</param>
public sealed record StudyData(string Path, string? Fidelity, JsonObject? Overrides);

/// <summary>One case of a study: a training, or a model that is there.</summary>
public sealed record StudyCase
{
    /// <summary>Cases of a group share a diagram or a curve.</summary>
    public required string Group { get; init; }

    /// <summary>Name within the group.</summary>
    public required string Label { get; init; }

    /// <summary>Position along the axis of the group (a size, a number of samples); null: none.</summary>
    public double? X { get; init; }

    /// <summary>The samples.</summary>
    public required StudyData Data { get; init; }

    /// <summary>The whole training specification, as a tree for <c>train.yaml</c>.</summary>
    public required JsonObject Training { get; init; }

    /// <summary>True if the training begins with a model that was trained as <see cref="StudySpecification.Pretraining"/> says.</summary>
    public bool Pretrained { get; init; }

    /// <summary>A published validation loss (a mean square) of the like case; null: none.</summary>
    public double? Published { get; init; }

    /// <summary>A model file in place of a training; null: train.</summary>
    public string? Model { get; init; }

    /// <summary>Group and label.</summary>
    public override string ToString() => $"{Group}: {Label}";
}

/// <summary>Training before the training, on other data.</summary>
/// <param name="Data">Its samples.</param>
/// <param name="Training">What is said in place of the case's training; the number of samples is never the case's.</param>
public sealed record Pretraining(StudyData Data, JsonObject Training);

/// <summary>How much is measured of every model.</summary>
public sealed record StudyMeasurements
{
    /// <summary>Validation samples for stationarity and self-consistency; 0: not measured.</summary>
    public int ConsistencySamples { get; init; } = 8;

    /// <summary>Volume elements (of load-paths) or paths (of microstructures) that are looked at.</summary>
    public int Subjects { get; init; } = 4;

    /// <summary>Unseen paths for each volume element, or unseen volume elements for each path.</summary>
    public int Unseen { get; init; } = 16;

    /// <summary>Volume elements of each texture, or for the gradient.</summary>
    public int VolumeElements { get; init; } = 8;

    /// <summary>Half-widths of the textures, degrees.</summary>
    public double[] HalfWidths_deg { get; init; } = [5, 10, 20, 40];

    /// <summary>Final driven strain under uniaxial tension.</summary>
    public double Strain { get; init; } = 0.05;

    /// <summary>Increments of the uniaxial tension.</summary>
    public int Increments { get; init; } = 100;

    /// <summary>Rate of the driven component, 1/s.</summary>
    public double Rate_perSecond { get; init; } = 1e-3;

    /// <summary>Seed of volume elements that no data set holds.</summary>
    public ulong Seed { get; init; } = 20_251_006;
}

/// <summary>What <c>study.yaml</c> says.</summary>
public sealed record StudySpecification
{
    /// <summary>Title of the report.</summary>
    public string Title { get; init; } = "";

    /// <summary>The cases, in their order.</summary>
    public required IReadOnlyList<StudyCase> Cases { get; init; }

    /// <summary>Every case is trained once with each of these seeds.</summary>
    public required IReadOnlyList<ulong> Seeds { get; init; }

    /// <summary>What cases with <see cref="StudyCase.Pretrained"/> begin with.</summary>
    public Pretraining? Pretraining { get; init; }

    /// <summary>How much is measured.</summary>
    public StudyMeasurements Measurements { get; init; } = new();

    /// <summary>The groups in their order.</summary>
    public IEnumerable<string> Groups => Cases.Select(c => c.Group).Distinct();
}
