namespace UmatSurrogate.Recurrent;

internal sealed class FoldedInput
{
    public FoldedInput(SurrogateModel model) => _ = model;
}
