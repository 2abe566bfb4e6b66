#include "http/server_date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace kscan::http {

namespace {

constexpr std::array<std::string_view, 12> months{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

std::optional<SystemTime> parse_http_date(std::string_view text) {
  constexpr std::string_view form = "Mon, 23 Nov 2026 11:40:00 GMT";
  if (text.size() != form.size() || !text.ends_with(" GMT")) return std::nullopt;
  const auto month = std::ranges::find(months, text.substr(8, 3));
  if (month == months.end()) return std::nullopt;
  // What is no date or time there makes none here.
  const auto time = parse_rfc3339(fmt::format("{}-{:02}-{}T{}Z",
                                              text.substr(12, 4),
                                              month - months.begin() + 1,
                                              text.substr(5, 2),
                                              text.substr(17, 8)));
  return time ? std::optional(*time) : std::nullopt;
}

DatedTransport::DatedTransport(Transport& inner)
    : m_inner(inner),
      m_date(std::make_shared<std::optional<SystemTime>>()) {}

io::Ticket DatedTransport::start(Request request, Sink sink) {
  sink.on_head = [date = m_date, on_head = std::move(sink.on_head)](const Head& head) {
    if (const auto told = parse_http_date(header_value(head, "Date"))) *date = told;
    if (on_head) on_head(head);
  };
  return m_inner.start(std::move(request), std::move(sink));
}

}  // namespace kscan::http
