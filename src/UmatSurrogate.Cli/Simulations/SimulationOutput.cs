namespace UmatSurrogate.Cli.Simulations;

/// <summary>Where the result of <c>simulate</c> goes.</summary>
/// <param name="History">history.csv.</param>
/// <param name="Fields">File of the fields at the end, or null.</param>
/// <param name="Json">Whether the result is printed as JSON.</param>
/// <param name="Quiet">Whether nothing is printed on success.</param>
internal sealed record SimulationOutput(string History, string? Fields, bool Json, bool Quiet);
