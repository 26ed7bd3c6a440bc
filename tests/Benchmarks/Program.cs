using System.Runtime.Intrinsics.X86;
using UmatSurrogate.Benchmarks;

Console.WriteLine($"{Environment.ProcessorCount} processors, AVX2 {Avx2.IsSupported}, AVX-512 {Avx512F.IsSupported}, .NET {Environment.Version}; times of one thread.");
PlasticityBenchmarks.PointEvaluation();
PlasticityBenchmarks.TaylorPath();
PlasticityBenchmarks.Tangent();
