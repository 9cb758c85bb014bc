<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>{key} must be one of {allowed}, not {value}</source>
        <translation>{key}必须是 {allowed} 之一，而不是 {value}</translation>
    </message>
    <message>
        <source>{key} must be true, false or null, not {value}</source>
        <translation>{key}必须是 true、false 或 null，而不是 {value}</translation>
    </message>
    <message>
        <source>{key} must be a list of numbers from {minimum} to {maximum}, one per feature, not {value}</source>
        <translation>{key}必须是 {minimum} 到 {maximum} 之间的数字的列表，每个特征一个，而不是 {value}</translation>
    </message>
    <message>
        <source>{key} must be a whole number from {minimum} to {maximum} or {allowed}, not {value}</source>
        <translation>{key}必须是 {minimum} 到 {maximum} 之间的整数或 {allowed}，而不是 {value}</translation>
    </message>
    <message>
        <source>an experiment is a JSON object, not {value}</source>
        <translation>实验应是一个 JSON 对象，而不是 {value}</translation>
    </message>
    <message>
        <source>a newer version of this program wrote it</source>
        <translation>该文件由本程序的更新版本写入</translation>
    </message>
    <message>
        <source>version must be {expected}, not {value}</source>
        <translation>版本必须是 {expected}，而不是 {value}</translation>
    </message>
    <message>
        <source>unknown key {key}; known are {known}</source>
        <translation>未知的键 {key}；已知的键有 {known}</translation>
    </message>
    <message>
        <source>this is not JSON: {error}</source>
        <translation>这不是 JSON：{error}</translation>
    </message>
    <message>
        <source>no experiment has numbers this long or is nested this deep</source>
        <translation>实验中不会有这么长的数字，也不会嵌套这么深</translation>
    </message>
    <message>
        <source>{key} is there more than once</source>
        <translation>{key} 出现了不止一次</translation>
    </message>
    <message>
        <source>{path} is not a file</source>
        <translation>{path} 不是文件</translation>
    </message>
    <message>
        <source>{path}: {reason}</source>
        <translation>{path}：{reason}</translation>
    </message>
    <message>
        <source>{path} is too large for an experiment</source>
        <translation>{path} 太大，不会是实验文件</translation>
    </message>
    <message>
        <source>{path} is not a text file</source>
        <translation>{path} 不是文本文件</translation>
    </message>
    <message>
        <source>{key} must be a number from {minimum} to {maximum}, not {value}</source>
        <translation>{key}必须是 {minimum} 到 {maximum} 之间的数，而不是 {value}</translation>
    </message>
    <message>
        <source>{key} must be from {minimum} to {maximum}, and {value} is not</source>
        <translation>{key}必须在 {minimum} 到 {maximum} 之间，{value} 超出了范围</translation>
    </message>
    <message>
        <source>{key} must be a whole number from {minimum} to {maximum}, not {value}</source>
        <translation>{key}必须是 {minimum} 到 {maximum} 之间的整数，而不是 {value}</translation>
    </message>
    <message>
        <source>w</source>
        <translation>w</translation>
    </message>
    <message>
        <source>The true weights that the data are made with, one per feature.</source>
        <translation>生成数据所用的真实权重，每个特征一个。</translation>
    </message>
    <message>
        <source>b</source>
        <translation>b</translation>
    </message>
    <message>
        <source>The true bias that the data are made with.</source>
        <translation>生成数据所用的真实偏置。</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>The standard deviation of the random error added to every label.</source>
        <translation>加在每个标签上的随机误差的标准差。</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>样本数</translation>
    </message>
    <message>
        <source>How many examples there are to learn from.</source>
        <translation>用来学习的样本有多少个。</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>How far an update moves the parameters against the gradient.</source>
        <translation>每次更新沿负梯度方向移动参数的幅度。</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批量大小</translation>
    </message>
    <message>
        <source>How many examples an update looks at; all of them is full-batch gradient descent.</source>
        <translation>每次更新用到的样本数；用全部样本就是全批量梯度下降。</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>How many times training goes through all examples.</source>
        <translation>训练把全部样本过多少遍。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The number that the data, the start and the order of the examples are drawn from.</source>
        <translation>决定数据、初始参数和样本顺序的数。</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>How many updates a second training makes; at the right end as many as it can.</source>
        <translation>训练每秒更新多少次；最右端为尽可能快。</translation>
    </message>
    <message>
        <source>From scratch</source>
        <translation>从零实现</translation>
    </message>
    <message>
        <source>Torch toolbox</source>
        <translation>torch 工具箱</translation>
    </message>
    <message>
        <source>Exact recurrence</source>
        <translation>精确递推</translation>
    </message>
    <message>
        <source>the window takes at most {features} features and {examples} examples</source>
        <translation>窗口最多支持 {features} 个特征和 {examples} 个样本</translation>
    </message>
    <message>
        <source>{features} features do not fit: there can be at most {most}</source>
        <translation>容纳不下 {features} 个特征：最多 {most} 个</translation>
    </message>
    <message>
        <source>{examples} examples do not fit into memory</source>
        <translation>内存容纳不下 {examples} 个样本</translation>
    </message>
    <message>
        <source>there is not enough memory for this</source>
        <translation>内存不足，无法完成</translation>
    </message>
    <message>
        <source>after {updates} updates the loss will be about {loss}, at the floor</source>
        <translation>{updates} 次更新后损失约为 {loss}，已在下限</translation>
    </message>
    <message>
        <source>after {updates} updates the loss will be about {loss}</source>
        <translation>{updates} 次更新后损失约为 {loss}</translation>
    </message>
    <message>
        <source>after {epochs} epochs the loss will be about {loss}, at the floor</source>
        <translation>{epochs} 轮后损失约为 {loss}，已在下限</translation>
    </message>
    <message>
        <source>after {epochs} epochs the loss will be about {loss}, still falling</source>
        <translation>{epochs} 轮后损失约为 {loss}，仍在下降</translation>
    </message>
    <message>
        <source>after {epochs} epochs the loss will be about {loss}, and rising</source>
        <translation>{epochs} 轮后损失约为 {loss}，并在上升</translation>
    </message>
    <message>
        <source>after {epochs} epochs the loss will be about {loss}, and stay above the floor {floor}</source>
        <translation>{epochs} 轮后损失约为 {loss}，停在下限 {floor} 之上</translation>
    </message>
    <message>
        <source>will diverge after about {updates} updates</source>
        <translation>约 {updates} 次更新后会发散</translation>
    </message>
    <message>
        <source>will diverge after about {updates} updates: the learning rate is above {limit}</source>
        <translation>约 {updates} 次更新后会发散：学习率高于 {limit}</translation>
    </message>
</context>
<context>
    <name>BatchSizeControl</name>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>CheckDialog</name>
    <message>
        <source>Check this installation</source>
        <translation>检查安装</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>All is well.</source>
        <translation>一切正常。</translation>
    </message>
    <message>
        <source>Something does not work here.</source>
        <translation>有些功能无法正常工作。</translation>
    </message>
</context>
<context>
    <name>ControlPanel</name>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>特征数</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Trainer</source>
        <translation>训练器</translation>
    </message>
    <message>
        <source>Which implementation of gradient descent learns</source>
        <translation>用哪一种梯度下降实现来学习</translation>
    </message>
    <message>
        <source>How many features an example has</source>
        <translation>每个样本有多少个特征</translation>
    </message>
    <message>
        <source>Shuffle</source>
        <translation>打乱顺序</translation>
    </message>
    <message>
        <source>Whether each epoch has an order of its own, or takes examples as stored</source>
        <translation>每一轮是否使用自己的顺序，还是按存储的顺序取样本</translation>
    </message>
</context>
<context>
    <name>Documents</name>
    <message>
        <source>Open experiment</source>
        <translation>打开实验</translation>
    </message>
    <message>
        <source>{name} was not opened</source>
        <translation>无法打开 {name}</translation>
    </message>
    <message>
        <source>Save experiment</source>
        <translation>保存实验</translation>
    </message>
    <message>
        <source>{name} exists already. Replace it?</source>
        <translation>{name} 已存在。要替换它吗？</translation>
    </message>
    <message>
        <source>{name} was not saved</source>
        <translation>无法保存 {name}</translation>
    </message>
    <message>
        <source>Experiments (*{suffix})</source>
        <translation>实验文件 (*{suffix})</translation>
    </message>
</context>
<context>
    <name>EpochLog</name>
    <message>
        <source>Epoch log</source>
        <translation>各轮记录</translation>
    </message>
    <message>
        <source>Table of epochs</source>
        <translation>各轮结果表</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>全部复制</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>轮</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
</context>
<context>
    <name>FaultDialog</name>
    <message>
        <source>Something went wrong</source>
        <translation>出错了</translation>
    </message>
    <message>
        <source>The playground made a mistake. You can go on; please send this report to those who look after it.</source>
        <translation>程序出了错。您可以继续使用；请把这份报告发给维护人员。</translation>
    </message>
    <message>
        <source>Further mistakes since then: {count}</source>
        <translation>此后又发生的错误：{count}</translation>
    </message>
</context>
<context>
    <name>LossPlot</name>
    <message>
        <source>Loss: ½ mean (ŷ − y)²</source>
        <translation>损失：½ 均值 (ŷ − y)²</translation>
    </message>
    <message>
        <source>Loss: mean (ŷ − y)², twice that of from scratch</source>
        <translation>损失：均值 (ŷ − y)²，是从零实现的两倍</translation>
    </message>
    <message>
        <source>How wrong the model is: ŷ is what it says, y is the label.</source>
        <translation>模型错得有多远：ŷ 是模型的输出，y 是标签。</translation>
    </message>
    <message>
        <source>Plot of the loss over the updates</source>
        <translation>损失随更新次数变化的图</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>批量</translation>
    </message>
    <message>
        <source>The loss of each batch, before its update.</source>
        <translation>每个批次在更新之前的损失。</translation>
    </message>
    <message>
        <source>all examples</source>
        <translation>全部样本</translation>
    </message>
    <message>
        <source>The loss over all examples, after each update.</source>
        <translation>每次更新之后全部样本上的损失。</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>What this run will do from where it stands, with the settings of now.</source>
        <translation>这次运行从当前位置、以现在的设置继续会怎样。</translation>
    </message>
    <message>
        <source>floor</source>
        <translation>下限</translation>
    </message>
    <message>
        <source>The smallest loss that there is on these data.</source>
        <translation>在这些数据上能达到的最小损失。</translation>
    </message>
    <message>
        <source>The loss over all examples starts at {start} and is {now} after update {update}.</source>
        <translation>全部样本的损失从 {start} 开始，第 {update} 次更新后为 {now}。</translation>
    </message>
    <message>
        <source>The loss over all examples starts at {start}.</source>
        <translation>全部样本的损失从 {start} 开始。</translation>
    </message>
    <message>
        <source>With the data of now it is {loss}.</source>
        <translation>用现在的数据则是 {loss}。</translation>
    </message>
    <message>
        <source>The floor is {floor}.</source>
        <translation>下限为 {floor}。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Plots</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Linear Regression Playground</source>
        <translation>线性回归游乐场</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Play or pause</source>
        <translation>开始或暂停(&amp;P)</translation>
    </message>
    <message>
        <source>One &amp;update</source>
        <translation>更新一次(&amp;U)</translation>
    </message>
    <message>
        <source>One &amp;epoch</source>
        <translation>训练一轮(&amp;E)</translation>
    </message>
    <message>
        <source>Back by an u&amp;pdate</source>
        <translation>后退一次更新(&amp;P)</translation>
    </message>
    <message>
        <source>Back by an ep&amp;och</source>
        <translation>后退一轮(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation>重置(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Projector mode</source>
        <translation>投影模式(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Updates axis</source>
        <translation>更新轴(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Linear</source>
        <translation>线性(&amp;L)</translation>
    </message>
    <message>
        <source>Lo&amp;garithmic</source>
        <translation>对数(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Newest 300</source>
        <translation>最近 300 次(&amp;N)</translation>
    </message>
    <message>
        <source>L&amp;oss axis</source>
        <translation>损失轴(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Check this installation</source>
        <translation>检查安装(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;About</source>
        <translation>关于(&amp;A)</translation>
    </message>
    <message>
        <source>About the Linear Regression Playground</source>
        <translation>关于线性回归游乐场</translation>
    </message>
    <message>
        <source>Linear Regression Playground {version}

See how a model learns by mini-batch gradient descent.</source>
        <translation>线性回归游乐场 {version}

看模型如何通过小批量梯度下降来学习。</translation>
    </message>
</context>
<context>
    <name>Names</name>
    <message>
        <source>as the trainer does</source>
        <translation>随训练器</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>after update {update}: {changes}</source>
        <translation>更新 {update} 之后：{changes}</translation>
    </message>
    <message>
        <source>after updates {first} to {last}: {changes}</source>
        <translation>更新 {first} 到 {last} 之后：{changes}</translation>
    </message>
    <message>
        <source>Shuffle</source>
        <translation>打乱顺序</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>ParameterPlot</name>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Plot of the parameters over the updates</source>
        <translation>参数随更新次数变化的图</translation>
    </message>
    <message>
        <source>What the model has learnt: w for each feature, and b.</source>
        <translation>模型学到的：每个特征的 w，以及 b。</translation>
    </message>
    <message>
        <source>{name} after each update.</source>
        <translation>每次更新之后的 {name}。</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>What this run will do from where it stands, with the settings of now.</source>
        <translation>这次运行从当前位置、以现在的设置继续会怎样。</translation>
    </message>
    <message>
        <source>truth</source>
        <translation>真实值</translation>
    </message>
    <message>
        <source>The parameters that the data were made with.</source>
        <translation>生成数据所用的参数。</translation>
    </message>
    <message>
        <source>least squares</source>
        <translation>最小二乘</translation>
    </message>
    <message>
        <source>The parameters with the smallest loss on these data.</source>
        <translation>在这些数据上损失最小的参数。</translation>
    </message>
    <message>
        <source>{name} starts at {start}, the truth is {truth}.</source>
        <translation>{name} 从 {start} 开始，真实值为 {truth}。</translation>
    </message>
    <message>
        <source>{name} starts at {start} and is {now} after update {update}; the truth is {truth}.</source>
        <translation>{name} 从 {start} 开始，第 {update} 次更新后为 {now}；真实值为 {truth}。</translation>
    </message>
</context>
<context>
    <name>Plot</name>
    <message>
        <source>updates</source>
        <translation>更新次数</translation>
    </message>
    <message>
        <source>There is no run yet.</source>
        <translation>还没有训练。</translation>
    </message>
    <message>
        <source>It is predicted to diverge at update {updates}.</source>
        <translation>预测在第 {updates} 次更新时发散。</translation>
    </message>
    <message>
        <source>Predicted after {updates} updates: {words}.</source>
        <translation>预测 {updates} 次更新后：{words}。</translation>
    </message>
    <message>
        <source>Turn the wheel to zoom, drag to move, click to go back to an update, double click to see all</source>
        <translation>滚轮缩放，拖动移动，单击回到某次更新，双击显示全部</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>SeedControl</name>
    <message>
        <source>New seed</source>
        <translation>换种子</translation>
    </message>
    <message>
        <source>Draw other data, another start and another order</source>
        <translation>重新抽取数据、初始参数和样本顺序</translation>
    </message>
</context>
<context>
    <name>SettingControl</name>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>SliderControl</name>
    <message>
        <source>{name}, slider</source>
        <translation>{name}，滑块</translation>
    </message>
    <message>
        <source>Double click: back to {default}</source>
        <translation>双击恢复为 {default}</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>epoch {epoch} of {goal}</source>
        <translation>第 {epoch} 轮，共 {goal} 轮</translation>
    </message>
    <message>
        <source>full speed</source>
        <translation>全速</translation>
    </message>
    <message>
        <source>{pace} updates/s</source>
        <translation>{pace} 次/秒</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>update {update} of {updates} made</source>
        <translation>更新 {update}（已做 {updates} 次）</translation>
    </message>
    <message>
        <source>update {update}</source>
        <translation>更新 {update}</translation>
    </message>
    <message>
        <source>loss {loss}</source>
        <translation>损失 {loss}</translation>
    </message>
    <message>
        <source>{loss}, with the data of now {now}</source>
        <translation>{loss}，用现在的数据是 {now}</translation>
    </message>
    <message>
        <source>{speed} updates/s</source>
        <translation>{speed} 次更新/秒</translation>
    </message>
    <message>
        <source>Factor per epoch {factor}: what an epoch multiplies the distance to the resting point by, in the long run (the largest eigenvalue, in size, of the epoch&apos;s map).</source>
        <translation>每轮系数 {factor}：长远来看，一轮把到静止点的距离乘以多少（该轮映射按大小的最大特征值）。</translation>
    </message>
    <message>
        <source>Limit {limit}: above this learning rate a run with these batches diverges.</source>
        <translation>上限 {limit}：学习率高于它时，使用这些批次的运行会发散。</translation>
    </message>
    <message>
        <source>With full batches the limit is {limit}: 2 ÷ the largest curvature of the loss.</source>
        <translation>使用全部样本为一批时上限是 {limit}：2 ÷ 损失的最大曲率。</translation>
    </message>
    <message>
        <source>back at update {updates} of {end}: training goes on from here</source>
        <translation>回到更新 {updates}（共 {end}）：训练从这里继续</translation>
    </message>
    <message>
        <source>paused after update {updates}</source>
        <translation>已在第 {updates} 次更新后暂停</translation>
    </message>
    <message>
        <source>finished after {updates} updates</source>
        <translation>已完成，更新了 {updates} 次</translation>
    </message>
    <message>
        <source>diverged at update {updates}: learning rate {rate} is too large</source>
        <translation>第 {updates} 次更新时发散：学习率 {rate} 太大</translation>
    </message>
    <message>
        <source>stopped: there is not enough memory; Reset starts over</source>
        <translation>已停止：内存不足；按“重置”重新开始</translation>
    </message>
    <message>
        <source>stopped by an error; Reset starts over</source>
        <translation>因错误而停止；“重置”可重新开始</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Return to the start of the run (R)</source>
        <translation>回到这次运行的起点 (R)</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新一次</translation>
    </message>
    <message>
        <source>Make one update (→)</source>
        <translation>更新一次 (→)</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>训练一轮</translation>
    </message>
    <message>
        <source>Train to the end of the epoch (Shift+→)</source>
        <translation>训练到本轮结束 (Shift+→)</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>The updates of the run: drag to go back, and train on from there</source>
        <translation>这次运行的更新：拖动可回到过去，并从那里继续训练</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Pause training (Space)</source>
        <translation>暂停训练（空格）</translation>
    </message>
    <message>
        <source>Start training (Space)</source>
        <translation>开始训练（空格）</translation>
    </message>
    <message>
        <source>started over, {words}</source>
        <translation>重新开始的话，{words}</translation>
    </message>
    <message>
        <source>Prediction: {words}</source>
        <translation>预测：{words}</translation>
    </message>
</context>
</TS>
