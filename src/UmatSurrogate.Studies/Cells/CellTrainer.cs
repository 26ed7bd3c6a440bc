using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;

namespace UmatSurrogate.Studies;

/// <summary>
/// Trains the cells of a study, each in a folder of its own (<c>cells/NAME-HASH</c>) with <c>train.yaml</c>, <c>model.safetensors</c>, its checkpoint and
/// <c>training.json</c>. The hash is that of the specification, the data and the initial model: a cell that is complete is kept, one that was interrupted
/// goes on from its checkpoint, and cells that are alike (one pre-training for several cases) are trained once.
/// </summary>
internal sealed class CellTrainer(StudySpecification study, string folder, DatasetLibrary library)
{
    private const string ModelName = "model.safetensors";
    private const string CourseName = "training.json";
    private const long Validations = 20;

    /// <summary>Refuses a training whose specification cannot be read, before hours go into the cases before it.</summary>
    /// <exception cref="InputException">Names the case and what is wrong.</exception>
    public void Check(StudyCase item)
    {
        if (item.Model is not null)
            return;
        try
        {
            Read(item.Training).Check($"case '{item}'");
        }
        catch (InputException e)
        {
            throw new InputException($"The training of the case '{item}' is refused: {e.Message}", e);
        }
    }

    /// <summary>The model of a case with a seed.</summary>
    /// <exception cref="InputException">The case cannot be trained as it stands.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the last checkpoint stays.</exception>
    public StudyCell Train(StudyCase item, ulong seed, Action<string, double>? progress, CancellationToken cancellation)
    {
        Dataset data = library.Open(item.Data, progress, cancellation);
        if (item.Model is { } file)
        {
            SurrogateModel given = SurrogateModel.Load(file);
            string place = Path.Combine(folder, "cells", $"{Slug(item.ToString())}-{given.ContentHash[..8]}");
            Directory.CreateDirectory(place);
            return new(item, seed, place, given, data, new());
        }

        string? initial = null;
        if (item.Pretrained && study.Pretraining is { } before)
        {
            JsonObject own = SpecificationTree.Merge(item.Training, null);
            own.Remove("training_samples");
            StudyCase first = item with { Group = "pre-training", Pretrained = false, Data = before.Data, Training = SpecificationTree.Merge(own, before.Training) };
            initial = Path.Combine(Train(first, seed, progress, cancellation).Folder, ModelName);
        }

        return Train(item, seed, data, initial, progress, cancellation);
    }

    private StudyCell Train(
        StudyCase item, ulong seed, Dataset data, string? initial, Action<string, double>? progress, CancellationToken cancellation)
    {
        JsonObject tree = WithEpochs(SpecificationTree.Merge(item.Training, new JsonObject { ["seed"] = seed }), data);
        string initialHash = initial is null ? "" : SurrogateModel.Load(initial).ContentHash;
        string key = Hash($"{Canonical(Read(tree))}\n{data.ContentHash}\n{data.Fidelities[0]}\n{initialHash}");
        string place = Place(item, seed, key[..12]);
        string model = Path.Combine(place, ModelName), course = Path.Combine(place, CourseName);
        if (Measured.TryRead(course, key) is { } done && File.Exists(model))
            return new(item, seed, place, SurrogateModel.Load(model), data, done);

        Directory.CreateDirectory(place);
        if (initial is not null)
            tree["initial_model"] = initial;
        string specification = Path.Combine(place, "train.yaml");
        File.WriteAllText(specification, tree.ToJsonString() + "\n");
        TrainingSpecification training = TrainingSpecificationFile.Read(specification);
        TrainingResult outcome = new Trainer(training, data).Run(
            model + ".checkpoint", resume: true, p => progress?.Invoke($"training {item}", p.Fraction), cancellation);
        SurrogateModel trained = SurrogateModel.Create(
            outcome.Model.Specification with { TrainingRecordJson = TrainingRecord.Summary(training, outcome).ToJsonString() },
            outcome.Model.Specification.TensorShapes().ToDictionary(t => t.Name, t => outcome.Model.Tensor(t.Name).ToArray()));
        trained.Save(model);
        Measured measured = Course(outcome);
        measured.Write(course, key);
        File.Delete(model + ".checkpoint");
        return new(item, seed, place, trained, data, measured);
    }

    /// <summary>
    /// A budget in iterations and nothing said of epochs: as many epochs as the iterations make of this number of samples, with
    /// about <see cref="Validations"/> validations. So cases with few and with many samples are trained equally long.
    /// </summary>
    private JsonObject WithEpochs(JsonObject tree, Dataset data)
    {
        if (tree.ContainsKey("epochs") || !tree.ContainsKey("iterations"))
            return tree;
        TrainingSpecification training = Read(tree);
        int samples = training.TrainingSamples.First(data.TrainingSamples, set: 0).Count;
        long batches = Math.Max(1, (samples + training.Batch - 1) / training.Batch);
        long epochs = Math.Max(1, (training.Iterations + batches - 1) / batches);
        tree["epochs"] = epochs;
        if (!tree.ContainsKey("validation_interval"))
            tree["validation_interval"] = Math.Max(1, epochs / Validations);
        return tree;
    }

    /// <summary>The specification that a tree gives, with every default filled in: what is said and what is meant anyway are the same training.</summary>
    private TrainingSpecification Read(JsonObject tree)
    {
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, $"train-{Environment.ProcessId}.yaml");
        File.WriteAllText(file, tree.ToJsonString() + "\n");
        try
        {
            return TrainingSpecificationFile.Read(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>
    /// What of a specification differs from the defaults: the same text for the same training, also in a later version that knows further keys. How often it
    /// is kept on disk makes no difference to a training.
    /// </summary>
    internal static string Canonical(TrainingSpecification training)
    {
        TrainingSpecification defaults = new();
        return string.Join('\n', typeof(TrainingSpecification).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite && p.Name is not (nameof(TrainingSpecification.CheckpointInterval) or nameof(TrainingSpecification.CheckpointTime_s)))
            .Select(p => (p.Name, Value: Text(p.GetValue(training)), Default: Text(p.GetValue(defaults))))
            .Where(p => p.Value != p.Default)
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => $"{p.Name} = {p.Value}"));

        static string Text(object? value) => value is IEnumerable<ulong> list ? string.Join(' ', list) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
    }

    /// <summary>The folder with this hash, whichever of several cases alike gave it its name.</summary>
    private string Place(StudyCase item, ulong seed, string hash)
    {
        string cells = Path.Combine(folder, "cells");
        Directory.CreateDirectory(cells);
        return Directory.GetDirectories(cells, "*-" + hash).FirstOrDefault()
            ?? Path.Combine(cells, string.Create(CultureInfo.InvariantCulture, $"{Slug(item.ToString())}-seed{seed}-{hash}"));
    }

    private static Measured Course(TrainingResult outcome)
    {
        Measured course = new();
        course.Set("epoch", outcome.Epochs.Select(e => (double)e.Epoch));
        course.Set("validation_MPa", outcome.Epochs.Select(e => e.ValidationError_MPa ?? double.NaN));
        course.Set("mean_square", outcome.Epochs.Select(e => e.MeanSquareError));
        course.Set("iteration", outcome.Epochs.Select(e => (double)e.Epoch * outcome.Iterations / Math.Max(1, outcome.Epochs[^1].Epoch)));
        course.Set("elapsed_s", outcome.Epochs.Select(e => e.Elapsed_s));
        double[] validations = [.. outcome.Epochs.Select(e => e.ValidationError_MPa ?? double.NaN).Where(double.IsFinite)];
        course["minimum_validation_MPa"] = validations.DefaultIfEmpty(double.NaN).Min();
        course["final_validation_MPa"] = validations.LastOrDefault(double.NaN);
        course["final_mean_square"] = outcome.Epochs.Count > 0 ? outcome.Epochs[^1].MeanSquareError : double.NaN;
        course["epochs"] = outcome.Epochs.Count;
        course["iterations"] = outcome.Iterations;
        course["training_s"] = outcome.Elapsed_s;
        course["training_samples"] = outcome.TrainingSequences;
        return course;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>A name for a folder: lower-case letters, digits and dashes.</summary>
    internal static string Slug(string name)
    {
        StringBuilder slug = new();
        foreach (char c in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        return slug.ToString().Trim('-') is { Length: > 0 } text ? text[..Math.Min(48, text.Length)].Trim('-') : "case";
    }
}
