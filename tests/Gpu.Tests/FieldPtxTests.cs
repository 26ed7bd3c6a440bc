using System.Text.RegularExpressions;
using ILGPU.Runtime.Cuda;
using UmatSurrogate.Gpu;

namespace UmatSurrogate.Tests;

/// <summary>The kernels of the field solver as CUDA programs; needs no GPU.</summary>
public sealed class FieldPtxTests
{
    public static TheoryData<string> Names => [.. FieldPrograms.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Kernels_CompileToPtxInDoublePrecision(string name)
    {
        string ptx = FieldPrograms.CompileToPtx(name, CudaArchitecture.SM_90, CudaInstructionSet.ISA_80);
        Assert.Single(Regex.Matches(ptx, @"\.visible \.entry "));
        Assert.DoesNotContain(".f32", ptx, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"call[^;]*FusedMultiplyAdd", ptx);
    }
}
