using System.Runtime.Intrinsics.X86;
using UmatSurrogate.Benchmarks;

// With arguments only the benchmarks whose name begins with one of them are run.
(string Name, Action Body)[] benchmarks =
[
    ("plasticity-point", PlasticityBenchmarks.PointEvaluation),
    ("plasticity-field", FieldLawBenchmarks.VoxelEvaluation),
    ("plasticity-path", PlasticityBenchmarks.TaylorPath),
    ("plasticity-tangent", PlasticityBenchmarks.Tangent),
    ("fourier-fields", FourierBenchmarks.TensorFields),
    ("fullfield-reference", FullFieldBenchmarks.AgainstReference),
    ("recurrent-gru", RecurrentBenchmarks.GatedRecurrentStep),
    ("recurrent-features", RecurrentBenchmarks.Features),
    ("recurrent-evaluation", RecurrentBenchmarks.Evaluation),
    ("recurrent-parts", RecurrentBenchmarks.Parts),
];
Console.WriteLine($"{Environment.ProcessorCount} processors, AVX2 {Avx2.IsSupported}, AVX-512 {Avx512F.IsSupported}, .NET {Environment.Version}; times of one thread.");
foreach ((string name, Action body) in benchmarks)
{
    if (args.Length == 0 || args.Any(a => name.StartsWith(a, StringComparison.OrdinalIgnoreCase)))
        body();
}
