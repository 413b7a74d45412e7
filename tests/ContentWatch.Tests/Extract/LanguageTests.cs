namespace ContentWatch.Tests.Extract;

/// <summary>The language of a text, from the text.</summary>
public sealed class LanguageTests
{
    [Theory]
    [InlineData("De vergadering over de tuin begint morgen om tien uur in het buurthuis.", "nl")]
    [InlineData("The meeting about the garden starts tomorrow at ten in the town hall.", "en")]
    [InlineData("Die Versammlung über den Garten beginnt morgen um zehn Uhr im Rathaus.", "de")]
    [InlineData("La réunion sur le jardin commence demain à dix heures à la mairie.", "fr")]
    [InlineData("يبدأ الاجتماع حول الحديقة غدا في الساعة العاشرة في مبنى البلدية", "ar")]
    [InlineData("Bahçe hakkındaki toplantı yarın saat onda belediye binasında başlıyor.", "tr")]
    [InlineData("Собрание о саде начнётся завтра в десять часов в здании мэрии.", "ru")]
    [InlineData("La reunión sobre el jardín empieza mañana a las diez en el ayuntamiento.", "es")]
    [InlineData("La riunione sul giardino comincia domani alle dieci nel municipio.", "it")]
    [InlineData("جلسه درباره باغچه فردا ساعت ده در ساختمان شهرداری آغاز می‌شود", "fa")]
    [InlineData("Spotkanie w sprawie ogrodu zaczyna się jutro o dziesiątej w ratuszu.", "pl")]
    [InlineData("A reunião sobre o jardim começa amanhã às dez horas na câmara municipal.", "pt")]
    [InlineData("Зустріч щодо саду починається завтра о десятій годині в будівлі міської ради.", "uk")]
    [InlineData("Pertemuan tentang kebun akan dimulai besok pukul sepuluh di balai kota.", "id")]
    public void A_sentence_is_known_by_its_words_whatever_the_page_declares(string text, string language)
    {
        var found = Reading.Languages.Of(text, language == "en" ? "nl" : "en");

        Assert.Equal(language, found);
    }

    [Theory]
    [InlineData("", "nl")]
    [InlineData("Ok!", "nl")]
    [InlineData("1234567890 1234567890 !!!", "en")]
    public void Too_little_text_has_no_language(string text, string declared)
    {
        var found = Reading.Languages.Of(text, declared);

        Assert.Equal("und", found);
    }
}
