-- wrk -s wrap.lua URL -- TOKEN INSTANCE ITEMS. ITEMS 0: one wrap per request; else a batch of so many.
-- The payload is always 32 bytes; every request carries the token, and the service records every one.
local one = '{"plaintext":"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}'
local request_bytes

function init(args)
  wrk.method = "POST"
  wrk.headers["Authorization"] = "Bearer " .. args[1]
  wrk.headers["Bluemix-Instance"] = args[2]
  wrk.headers["Content-Type"] = "application/json"
  local items = tonumber(args[3])
  if items == 0 then
    wrk.body = one
  else
    local all = {}
    for i = 1, items do all[i] = one end
    wrk.body = '{"items":[' .. table.concat(all, ",") .. "]}"
  end
  request_bytes = wrk.format()
end

function request() return request_bytes end

-- RESULT requests/s, milliseconds p50 p99 p99.9, requests, requests that were not answered 2xx
function done(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.timeout
  io.write(string.format("RESULT %.0f %.2f %.2f %.2f %d %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency:percentile(99.9) / 1000,
    summary.requests, failed))
end
