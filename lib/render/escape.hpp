#pragma once
#include <nlohmann/json_fwd.hpp>

#include <iosfwd>
#include <string>
#include <string_view>

/// Text from outside, made harmless for what will read it. Where a format has no way to write a
/// control character or a bidirectional override, it is shown as printable() does.
namespace kscan::render {

/// JSON in which what could steer a terminal (C1, DEL, bidirectional controls) is written as
/// \uXXXX, which any parser gives back. What is not UTF-8 becomes U+FFFD. `indent` < 0: on one
/// line.
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& value, int indent);
/// The same with a newline at its end: a whole document.
void write_document(const nlohmann::ordered_json& value, std::ostream& out);

[[nodiscard]] std::string xml_text(std::string_view text);   ///< content or attribute, XML 1.0
[[nodiscard]] std::string html_text(std::string_view text);  ///< content or quoted attribute
/// Inline text of GitHub or GitLab markdown, also inside a table: neither markup, HTML, links,
/// mentions nor emoji.
[[nodiscard]] std::string markdown_text(std::string_view text);
/// A field of RFC 4180; a spreadsheet takes no value for a formula.
[[nodiscard]] std::string csv_field(std::string_view text);
/// A label value of Prometheus' text format, without its quotes.
[[nodiscard]] std::string prometheus_label(std::string_view text);
/// A GitHub workflow command's message, or, with `property`, one of its properties.
[[nodiscard]] std::string github_text(std::string_view text, bool property = false);
/// A double-quoted scalar of YAML 1.2.
[[nodiscard]] std::string yaml_quoted(std::string_view text);
/// For links: the text if it is an http(s) URL of harmless characters only, else empty.
[[nodiscard]] std::string_view safe_url(std::string_view text) noexcept;

/// At most so many bytes, cut at a character of valid UTF-8.
[[nodiscard]] std::string_view cut(std::string_view text, std::size_t bytes) noexcept;

}  // namespace kscan::render
