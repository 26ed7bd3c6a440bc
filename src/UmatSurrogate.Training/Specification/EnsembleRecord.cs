using System.Text.Json;
using System.Text.Json.Nodes;

namespace UmatSurrogate.Training;

/// <summary>
/// The record of an ensemble (<c>model.ensemble.json</c>): its models, which are alike but for seed and weights, and what the mean of
/// their stresses is worth.
/// </summary>
public static class EnsembleRecord
{
    /// <summary>Value of the record's key <c>schema</c>.</summary>
    public const string Schema = "umat-surrogate/ensemble/1";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The record's file: <c>x.safetensors</c> has <c>x.ensemble.json</c>.</summary>
    public static string FileOf(string modelFile) => Path.ChangeExtension(modelFile, ".ensemble.json");

    /// <summary>The file of a member: <c>x.safetensors</c> has <c>x-1.safetensors</c>, <c>x-2.safetensors</c>, ...</summary>
    /// <param name="modelFile">The name that was asked for.</param>
    /// <param name="member">From 0.</param>
    public static string MemberFile(string modelFile, int member) => Path.Combine(
        Path.GetDirectoryName(modelFile) ?? "", $"{Path.GetFileNameWithoutExtension(modelFile)}-{member + 1}{Path.GetExtension(modelFile)}");

    /// <summary>Validation error of the mean stress of several models, MPa; null without validation samples.</summary>
    public static double? ErrorOfMean_MPa(IReadOnlyList<TrainingResult> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        float[] mean = new float[members[0].ValidationDifferences_MPa.Length];
        foreach (TrainingResult member in members)
        {
            for (int i = 0; i < mean.Length; i++)
                mean[i] += member.ValidationDifferences_MPa[i] / members.Count;
        }

        return mean.Length > 0 ? Validation.MeanError_MPa(mean) : null;
    }

    /// <summary>Writes the record.</summary>
    /// <param name="modelFile">The name that was asked for; the members stand beside it.</param>
    /// <param name="members">The trained models, already saved.</param>
    public static void Write(string modelFile, IReadOnlyList<TrainingResult> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        JsonObject record = new()
        {
            ["schema"] = Schema,
            ["models"] = new JsonArray([.. members.Select((m, k) => (JsonNode)new JsonObject
            {
                ["file"] = Path.GetFileName(MemberFile(modelFile, k)),
                ["sha256"] = m.Model.ContentHash,
                ["seed"] = m.Seed,
                ["validation_error_MPa"] = m.ValidationError_MPa,
            })]),
            ["dataset_sha256"] = TrainingRecord.Hashes(members[0]),
            ["mean_of_validation_errors_MPa"] = members.Average(m => m.ValidationError_MPa),
            ["validation_error_of_mean_stress_MPa"] = ErrorOfMean_MPa(members),
        };
        string file = FileOf(modelFile);
        File.WriteAllText(file + ".partial", record.ToJsonString(Indented) + "\n");
        File.Move(file + ".partial", file, overwrite: true);
    }
}
