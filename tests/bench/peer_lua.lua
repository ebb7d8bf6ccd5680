-- SPDX-License-Identifier: MIT
-- Coroutines of Lua 5.4 and of LuaJIT. The protocol is in contestant.h.
local function counter()
    local i = 0
    while true do
        coroutine.yield(i)
        i = i + 1
    end
end

local metrics = {}

function metrics.next(count)
    local gen, sum = coroutine.create(counter), 0
    local resume = coroutine.resume
    resume(gen)
    local start = os.clock()
    for _ = 1, count do
        local _, value = resume(gen)
        sum = sum + value
    end
    return os.clock() - start
end

function metrics.send(count)
    local gen = coroutine.create(function()
        local sum = 0
        while true do
            sum = sum + coroutine.yield(sum)
        end
    end)
    local resume = coroutine.resume
    resume(gen)
    local start = os.clock()
    for i = 1, count do
        resume(gen, i)
    end
    return os.clock() - start
end

function metrics.sum(count)
    local total, start = 0, os.clock()
    local range = coroutine.wrap(function()
        for i = 0, count - 1 do
            coroutine.yield(i)
        end
    end)
    for value in range do
        total = total + value
    end
    return os.clock() - start
end

function metrics.create_run_free(count)
    local start = os.clock()
    for _ = 1, count do
        coroutine.resume(coroutine.create(function() end))
    end
    collectgarbage()
    return os.clock() - start
end

local measure = metrics[arg[1]]
if measure == nil then
    os.exit(2)
end
for line in io.lines() do
    io.write(string.format("%.1f\n", measure(tonumber(line)) * 1e9))
    io.flush()
end
