#include "kube/log_memory.hpp"

#include <chrono>

namespace kscan::kube {

namespace {

constexpr std::int64_t overlap = 1;  // seconds

/// "2026-11-23T01:02:03.000000004Z text"; the text may be empty.
std::optional<SystemTime> stamp_of(std::string_view line, std::string_view& text) {
  constexpr std::size_t shortest = std::string_view("2026-11-23T01:02:03Z").size();
  constexpr std::size_t longest = std::string_view("2026-11-23T01:02:03.000000004+00:00").size();
  const auto length = std::min(line.find(' '), line.size());
  if (length < shortest || length > longest) return std::nullopt;
  const auto stamp = parse_rfc3339(line.substr(0, length));
  if (!stamp) return std::nullopt;
  text = line.substr(std::min(length + 1, line.size()));
  return *stamp;
}

}  // namespace

std::size_t LogMemory::Hash::operator()(const Line& line) const noexcept {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;
  return static_cast<std::size_t>(line.text ^ (static_cast<std::uint64_t>(line.stamp) * odd));
}

void LogMemory::stream_begins() {
  m_replay = m_recent;
  m_unseen = 0;
  for (const auto& [second, lines] : m_replay) {
    for (const auto& [line, count] : lines)
      m_unseen += count;
  }
  m_fresh = 0;
  m_foreign.clear();
}

std::optional<std::string_view> LogMemory::accept(std::string_view line) {
  std::string_view text;
  const auto stamp = stamp_of(line, text);
  if (!stamp && m_stamped) {
    m_foreign = line;
    return std::nullopt;
  }
  if (!stamp) {
    m_unstamped = true;
    ++m_fresh;
    return line;
  }
  m_stamped = true;
  const auto time = stamp->time_since_epoch();
  const auto second = std::chrono::floor<std::chrono::seconds>(time).count();
  const Line key{time.count(), std::hash<std::string_view>()(text)};
  if (seen_before(second, key)) return std::nullopt;
  remember(second, key);
  ++m_fresh;
  return text;
}

std::string LogMemory::since() const {
  if (m_recent.empty()) return {};
  return format_rfc3339(SystemTime(std::chrono::seconds(m_recent.rbegin()->first - overlap)));
}

bool LogMemory::seen_before(std::int64_t second, const Line& line) {
  const auto lines = m_replay.find(second);
  if (lines == m_replay.end()) return false;
  const auto found = lines->second.find(line);
  if (found == lines->second.end() || found->second == 0) return false;
  --found->second;
  --m_unseen;
  return true;
}

void LogMemory::remember(std::int64_t second, const Line& line) {
  if (!m_recent.empty() && second < m_recent.rbegin()->first - overlap) {
    m_went_back = true;
    return;
  }
  ++m_recent[second][line];
  m_recent.erase(m_recent.begin(), m_recent.lower_bound(m_recent.rbegin()->first - overlap));
}

}  // namespace kscan::kube
