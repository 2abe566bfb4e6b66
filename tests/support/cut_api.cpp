#include "cut_api.hpp"

#include "base/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kscan::test {

namespace {

constexpr int all_cuts = 100;

char decoded(std::string_view hex) {
  return static_cast<char>(std::stoi(std::string(hex), nullptr, 16));
}

std::string with_stamp(long long nanoseconds, const std::string& text) {
  const SystemTime time{std::chrono::nanoseconds(nanoseconds)};
  auto stamp = format_rfc3339(time);
  stamp.pop_back();
  return fmt::format("{}.{:09}Z {}\n", stamp, nanoseconds % 1'000'000'000, text);
}

}  // namespace

std::string parameter(std::string_view target, std::string_view name) {
  auto at = target.find('?');
  while (at != std::string_view::npos) {
    const auto end = std::min(target.find('&', at + 1), target.size());
    const auto pair = target.substr(at + 1, end - at - 1);
    at = end < target.size() ? end : std::string_view::npos;
    if (!pair.starts_with(name) || pair.substr(name.size()).substr(0, 1) != "=") continue;
    std::string value;
    for (std::size_t i = name.size() + 1; i < pair.size(); ++i) {
      const bool encoded = pair[i] == '%';
      value += encoded ? decoded(pair.substr(i + 1, 2)) : pair[i];
      if (encoded) i += 2;
    }
    return value;
  }
  return {};
}

// Bursts of one stamp, small steps, now and then seconds of silence; streams slightly out of order.
CutLog::CutLog(unsigned seed)
    : m_random(seed) {
  constexpr std::array<long long, 6> steps{0, 0, 0, 1'000, 30'000'000, 2'300'000'000};
  long long now = 1'795'000'000'900'000'000;
  for (int i = 0; i < 3000; ++i) {
    now += steps.at(random(steps.size()));
    const long long stamp = random(20) == 0 ? now - 100'000'000 : now;
    const auto text =
        random(4) == 0 ? std::string("again") : std::string(random(60), 'x') + std::to_string(i);
    m_texts.push_back(text);
    m_lines.push_back({stamp, with_stamp(stamp, text)});
  }
}

CutReply CutLog::answer(std::string_view target) {
  if (target.find("/log?") != std::string_view::npos) return log(target);
  const char* state = m_cuts < all_cuts ? "running" : "terminated";
  return {200,
          fmt::format(R"({{"metadata":{{"uid":"u"}},"status":{{"containerStatuses":[
              {{"name":"c","state":{{"{}":{{}}}}}}]}}}})",
                      state),
          false};
}

CutReply CutLog::log(std::string_view target) {
  const auto since_text = parameter(target, "sinceTime");
  const auto since = parse_rfc3339(since_text);
  const long long from = since ? since->time_since_epoch().count() : 0;
  std::string body;
  std::size_t done = 0;  // of body: what has been sent whole before
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < m_lines.size(); ++i) {
    if (m_lines[i].nanoseconds < from) continue;
    body += m_lines[i].text;
    if (i < m_sent) done = body.size();
    if (i >= m_sent) ends.push_back(body.size());
  }
  if (m_cuts >= all_cuts) return {200, body, false};
  ++m_cuts;
  const auto kind = random(10);
  if (kind == 0) return {random(2) == 0 ? 500 : 502, "dial tcp: connection refused", false};
  std::size_t cut = std::min(done + random(1500), body.size());
  if (kind == 1) cut = random(done + 1);
  if (kind == 2 && !ends.empty()) cut = ends[std::min(random(20), ends.size() - 1)];
  if (kind == 3) cut = std::min(done + 1 + random(30), body.size());
  m_sent += static_cast<std::size_t>(
      std::count_if(ends.begin(), ends.end(), [&](std::size_t end) { return end <= cut; }));
  const bool at_line_end = cut == 0 || body[cut - 1] == '\n';
  body.resize(cut);
  if (kind == 4 && at_line_end) body += "unable to retrieve container logs for containerd://1\n";
  return {200, std::move(body), random(2) == 0};
}

std::size_t CutLog::random(std::size_t below) {
  return m_random() % below;
}

CutWatch::CutWatch(unsigned seed)
    : m_random(seed) {
  std::vector<bool> exists(20, false);
  for (int version = 11; version < 1011; ++version)
    make_event(version, exists);
}

void CutWatch::make_event(int version, std::vector<bool>& exists) {
  const auto pod = random(exists.size());
  const auto object = fmt::format(
      R"({{"kind":"Pod","metadata":{{"name":"p{}","namespace":"n","uid":"u","resourceVersion":"{}",)"
      R"("annotations":{{"a":"{}\n}}"}}}}}})",
      pod,
      version,
      std::string(random(80), 'x'));
  std::string type = "ADDED";
  if (random(10) == 0) {
    type = "BOOKMARK";
  } else if (exists[pod]) {
    type = random(3) == 0 ? "DELETED" : "MODIFIED";
  }
  m_events.push_back({version, fmt::format(R"({{"type":"{}","object":{}}})", type, object) + "\n"});
  if (type == "BOOKMARK") return;
  exists[pod] = type != "DELETED";
  const std::string word = type == "ADDED" ? "added" : (type == "DELETED" ? "deleted" : "modified");
  m_changes.push_back(fmt::format("{} p{}@{}", word, pod, version));
}

CutReply CutWatch::answer(std::string_view target) {
  if (parameter(target, "watch").empty()) {
    return {200, R"({"metadata":{"resourceVersion":"10"},"items":[]})", false};
  }
  const int after = std::stoi(parameter(target, "resourceVersion"));
  std::string body;
  for (const auto& event : m_events) {
    if (event.version > after) body += event.line;
  }
  if (m_cuts >= all_cuts) return {200, body, true};
  ++m_cuts;
  if (random(10) == 0) return {503, "apiserver is shutting down", false};
  body.resize(std::min(random(3500), body.size()));
  return {200, std::move(body), random(2) == 0};
}

std::size_t CutWatch::random(std::size_t below) {
  return m_random() % below;
}

}  // namespace kscan::test
