#include "http/trace.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "http/mask.hpp"
#include "http/status_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

namespace kscan::http {
namespace {

using std::chrono::milliseconds;

/// As Go's http.Header: "content-type" of HTTP/2 is shown as "Content-Type".
std::string canonical_name(std::string_view name) {
  std::string canonical = to_lower_ascii(name);
  bool first = true;
  for (char& c : canonical) {
    if (first && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    first = c == '-';
  }
  return canonical;
}

LogField::Lines header_lines(std::vector<Header> headers) {
  for (auto& header : headers)
    header.name = canonical_name(header.name);
  std::ranges::stable_sort(headers, {}, &Header::name);
  LogField::Lines lines;
  for (const auto& header : headers)
    lines.push_back(header.name + ": " + mask_header(header));
  return lines;
}

LogField headers_field(const std::vector<Header>& headers) {
  if (headers.empty()) return {"headers", ""};
  return {"headers", header_lines(headers)};
}

/// In single quotes of a shell.
std::string shell_url(std::string_view url) {
  std::string text;
  for (const char c : url)
    text += c == '\'' ? "%27" : std::string(1, c);
  return text;
}

std::string curl_command(const TracedRequest& request) {
  std::string headers;
  for (const auto& line : header_lines(request.headers))
    headers += " -H " + quote(line);
  return fmt::format("curl -v -X{} {} '{}'", name(request.method), headers, shell_url(request.url));
}

LogField time_field(std::string key, std::chrono::microseconds time) {
  const auto shown = std::max(std::chrono::duration_cast<milliseconds>(time), milliseconds(0));
  return {std::move(key), std::int64_t{shown.count()}};
}

void append_timing(std::vector<LogField>& fields, const TracedResponse& response) {
  const Timing& timing = response.head.timing;
  if (timing.reused) {
    fields.push_back(
        time_field("getConnectionMilliseconds", response.duration - timing.first_byte));
  } else {
    fields.push_back(time_field("dnsLookupMilliseconds", timing.name_lookup));
    fields.push_back(time_field("dialMilliseconds", timing.connect));
    fields.push_back(time_field("tlsHandshakeMilliseconds", timing.tls));
  }
  if (timing.first_byte.count() != 0) {
    fields.push_back(time_field("serverProcessingMilliseconds", timing.first_byte));
  }
}

std::string status_line(int status) {
  if (status == 0) return {};
  const std::string_view text = status_text(status);
  return fmt::format("{}{}{}", status, text.empty() ? "" : " ", text);
}

void append_quoted(std::string& out, std::string_view character, const CodePoint& point) {
  constexpr std::string_view letters = "\a\b\t\n\v\f\r\"\\";
  constexpr std::string_view escapes = "abtnvfr\"\\";
  const std::size_t letter = point.value < 0x80 ? letters.find(character) : std::string_view::npos;
  if (letter != std::string_view::npos) {
    out += '\\';
    out += escapes[letter];
  } else if (point.value < 0x20 || point.value == 0x7f) {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned>(point.value));
  } else {
    out += printable(character);
  }
}

void append_value(std::string& out, const LogField::Lines& lines) {
  out += "<\n";
  for (const auto& line : lines)
    out += "\t" + printable(line) + "\n";
  out += " >";
}
void append_value(std::string& out, std::int64_t number) {
  out += std::to_string(number);
}
void append_value(std::string& out, const std::string& text) {
  out += quote(text);
}

}  // namespace

std::string quote(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    append_quoted(out, text.substr(0, point.size), point);
    text.remove_prefix(point.size);
  }
  return out + '"';
}

std::string log_line(const LogStamp& stamp,
                     std::string_view source,
                     std::string_view message,
                     const std::vector<LogField>& fields) {
  std::string line = fmt::format("I{:02}{:02} {:02}:{:02}:{:02}.{:06} {:7} {}] {}",
                                 stamp.month,
                                 stamp.day,
                                 stamp.hour,
                                 stamp.minute,
                                 stamp.second,
                                 stamp.microsecond,
                                 stamp.pid,
                                 source,
                                 quote(message));
  for (const auto& [key, value] : fields) {
    line += " " + key + "=";
    std::visit([&](const auto& shown) { append_value(line, shown); }, value);
  }
  return line + "\n";
}

std::vector<LogField> request_fields(int verbosity, const TracedRequest& request) {
  if (verbosity < 7) return {};
  if (verbosity >= 9) return {{"curlCommand", LogField::Lines{curl_command(request)}}};
  return {{"verb", std::string(name(request.method))},
          {"url", request.url},
          headers_field(request.headers)};
}

std::vector<LogField>
response_fields(int verbosity, const TracedRequest& request, const TracedResponse& response) {
  if (verbosity < 6) return {};
  std::vector<LogField> fields;
  if (verbosity == 6 || verbosity >= 9) {
    fields.push_back({"verb", std::string(name(request.method))});
    fields.push_back({"url", request.url});
  }
  fields.push_back({"status", status_line(response.head.status)});
  if (verbosity >= 8) fields.push_back(headers_field(response.head.headers));
  fields.push_back(time_field("milliseconds", response.duration));
  if (verbosity >= 9) append_timing(fields, response);
  if (!response.error.empty()) fields.push_back({"err", response.error});
  return fields;
}

std::string cut_body(int verbosity, std::string_view body) {
  const std::size_t limit = verbosity >= 10 ? body.size() : verbosity == 9 ? 10240 : 1024;
  if (body.size() <= limit) return std::string(body);
  std::size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(body[end]) & 0xc0U) == 0x80)
    --end;
  return fmt::format("{} [truncated {} chars]", body.substr(0, end), body.size() - end);
}

bool is_stream(std::string_view target) {
  const std::size_t question = target.find('?');
  if (target.substr(0, question).ends_with("/log")) return true;
  if (question == std::string_view::npos) return false;
  const std::string query = "&" + std::string(target.substr(question + 1)) + "&";
  return query.find("&watch=true&") != std::string::npos
         || query.find("&watch=1&") != std::string::npos;
}

}  // namespace kscan::http
