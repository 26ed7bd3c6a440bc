namespace UmatSurrogate.Data.Tests;

/// <summary>Numbers and names of results on the command line: nothing is misread, nothing is replaced that is no file of ours.</summary>
public sealed class OutputAndNumberTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("path --kind random --rate 0,001 --out", "--rate is '0,001'")]
    [InlineData("path --kind random --rate NaN --out", "--rate is 'NaN'")]
    [InlineData("path --kind random --steps 2.5 --out", "--steps is '2.5'")]
    [InlineData("path --kind random --steps 99999999999 --out", "a whole number from -2147483648 to 2147483647")]
    [InlineData("microstructure --seed -1 --out", "--seed is '-1'")]
    [InlineData("simulate --threads abc --out", "--threads is 'abc'; it must be a whole number.")]
    [InlineData("simulate --restart-every 1.5 --out", "--restart-every is '1.5'")]
    [InlineData("simulate --fields-every x --out", "--fields-every is 'x'")]
    [InlineData("simulate --json=maybe --out", "'maybe'")]
    public void Number_ThatIsNotPlain_IsRefused(string arguments, string message)
    {
        CommandLineTool.SkipIfAbsent();
        (int exitCode, string output, string error) = CommandLineTool.Run([.. arguments.Split(' '), _folder.File("x")]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(message, error);
        Assert.DoesNotContain("System.", error);
    }

    [SkippableTheory]
    [InlineData(".", "it is a folder")]
    [InlineData("absent/path.csv", "does not exist")]
    public void Output_ThatCannotBeWritten_IsNamed(string name, string reason)
    {
        CommandLineTool.SkipIfAbsent();
        (int exitCode, _, string error) = CommandLineTool.Run("path", "--kind", "random", "--out", _folder.File(name));
        Assert.Equal(2, exitCode);
        Assert.Contains(reason, error);
    }

    [SkippableFact]
    public void Output_ToStandardOutput_IsPrinted()
    {
        CommandLineTool.SkipIfAbsent();
        Skip.IfNot(File.Exists("/dev/fd/1"), "This machine has no /dev/fd.");
        (int exitCode, string output, _) = CommandLineTool.Run("path", "--kind", "random", "--steps", "3", "--out", "/dev/fd/1", "--quiet");
        Assert.Equal(0, exitCode);
        Assert.Equal(5, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
