using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CustomerService.ServiceDefaults;
using CustomerService.Surveys.Pages;
using CustomerService.Surveys.Questionnaires;

namespace CustomerService.Surveys.Tests;

/// <summary>S1: published versions never change; S3: the page says what it must and chooses nothing.</summary>
public sealed class SurveyPageTests
{
    private static readonly Questionnaire Satisfaction = Questionnaire.Published["satisfaction/1"];

    [Fact]
    public void APublishedVersionNeverChanges()
    {
        // Answers refer to this text for good. Do not mend the hash: publish satisfaction/2.
        var json = JsonSerializer.Serialize(Satisfaction, Json.Options);
        Assert.Equal("D08ED0011294AB80", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..16]);
    }

    [Theory]
    [InlineData("zh-Hans", "您对这次服务满意吗?", "非常满意")]
    [InlineData("en", "How was our service?", "Very satisfied")]
    public void ThePageSpeaksTheCustomersLanguage(string language, string title, string label)
    {
        var html = SurveyPage.Form(Satisfaction, language, "nonce", 3);
        Assert.Contains($"<html lang=\"{language}\">", html, StringComparison.Ordinal);
        Assert.Contains($"<h1>{title}</h1>", html, StringComparison.Ordinal);
        Assert.Contains(label, html, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingIsChosenBeforehandAndNothingComesFromElsewhere()
    {
        var html = SurveyPage.Form(Satisfaction, "en", "nonce", 3);
        Assert.Equal(5, html.Split("name=\"satisfaction\"").Length - 1);
        Assert.Equal(11, html.Split("name=\"recommend\"").Length - 1);
        Assert.DoesNotContain(" checked>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatTheCustomerWroteComesBackAsTextOnly()
    {
        var html = SurveyPage.Form(Satisfaction, "en", "nonce", 3, Texts.Incomplete, "</textarea><script>alert(1)</script>");
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Contains("&lt;/textarea&gt;", html, StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", html, StringComparison.Ordinal);
    }
}
