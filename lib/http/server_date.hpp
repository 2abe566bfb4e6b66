#pragma once
#include "base/time.hpp"
#include "http/transport.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace kscan::http {

/// "Mon, 23 Nov 2026 11:40:00 GMT": the form in which HTTP dates are sent (RFC 9110 section 5.6.7,
/// IMF-fixdate). Nothing for any other text.
[[nodiscard]] std::optional<SystemTime> parse_http_date(std::string_view text);

/// Passes everything on and remembers the server's clock.
class DatedTransport final : public Transport {
public:
  /// `inner` outlives it.
  explicit DatedTransport(Transport& inner);
  [[nodiscard]] io::Ticket start(Request request, Sink sink) override;
  /// What the last answer that told a time told; nothing until one has.
  [[nodiscard]] std::optional<SystemTime> date() const { return *m_date; }

private:
  Transport& m_inner;
  std::shared_ptr<std::optional<SystemTime>> m_date;  // tickets may outlive us
};

}  // namespace kscan::http
